package io.asyncreply.systemb;

import io.asyncreply.messaging.http.HttpConfiguration;
import io.asyncreply.messaging.network.NetworkConfiguration;
import io.asyncreply.messaging.startup.SettingNameCheck;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.webmvc.autoconfigure.error.ErrorMvcAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Starts System B.
 */
@SpringBootApplication(exclude = ErrorMvcAutoConfiguration.class)
@Import({ HttpConfiguration.class, NetworkConfiguration.class })
public class SystemBApplication {

	public static void main(String[] arguments) {
		SpringApplication.run(SystemBApplication.class, arguments);
	}

	@Bean
	static SettingNameCheck settingNameCheck(ConfigurableEnvironment environment) {
		return new SettingNameCheck(environment, SettingNameCheck.GROUPS_OF_SYSTEM_A);
	}

}
