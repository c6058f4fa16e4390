package io.asyncreply.messaging.http;

import java.util.List;

import jakarta.validation.constraints.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Web pages that can call the system.
 *
 * @param allowedOrigins origins of web pages that can call the system, for example
 * `https://app.example.com`; without one, only pages of the system's own origin can
 */
@Validated
@ConfigurationProperties("asyncreply.cors")
record CrossOriginProperties(@DefaultValue List<@Pattern(regexp = "[a-z][a-z0-9+.-]*://[^/?#*\\s]+",
		message = "must be scheme://host or scheme://host:port, without path and wildcard") String> allowedOrigins) {
}
