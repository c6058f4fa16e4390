package io.asyncreply.messaging.http;

import java.util.List;

import jakarta.validation.constraints.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Hosts that calls can name.
 *
 * @param allowedHosts names by which callers reach the system, without port; IP
 * addresses, `localhost` and the host name of the machine are always allowed
 */
@Validated
@ConfigurationProperties("asyncreply.http")
record AllowedHostProperties(@DefaultValue List<@Pattern(regexp = "[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?",
		message = "must be a host name without scheme, port and wildcard") String> allowedHosts) {
}
