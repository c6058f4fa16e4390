package io.asyncreply.systemb;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * Starts System B.
 */
@SpringBootApplication
public class SystemBApplication {

	public static void main(String[] arguments) {
		SpringApplication.run(SystemBApplication.class, arguments);
	}

}
