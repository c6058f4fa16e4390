package io.asyncreply.systemb;

import io.asyncreply.messages.doors.DoorsConfiguration;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Import;

/**
 * Starts System B.
 */
@SpringBootApplication
@Import(DoorsConfiguration.class)
public class SystemBApplication {

	public static void main(String[] arguments) {
		SpringApplication.run(SystemBApplication.class, arguments);
	}

}
