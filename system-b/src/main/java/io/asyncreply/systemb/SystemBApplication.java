package io.asyncreply.systemb;

import io.asyncreply.messaging.http.HttpConfiguration;
import io.asyncreply.messaging.network.NetworkConfiguration;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.webmvc.autoconfigure.error.ErrorMvcAutoConfiguration;
import org.springframework.context.annotation.Import;

/**
 * Starts System B.
 */
@SpringBootApplication(exclude = ErrorMvcAutoConfiguration.class)
@Import({ HttpConfiguration.class, NetworkConfiguration.class })
public class SystemBApplication {

	public static void main(String[] arguments) {
		SpringApplication.run(SystemBApplication.class, arguments);
	}

}
