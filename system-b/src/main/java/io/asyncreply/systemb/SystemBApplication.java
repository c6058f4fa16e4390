package io.asyncreply.systemb;

import java.util.Set;

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

	private static final Set<String> GROUPS_OF_SYSTEM_A = Set.of("browser", "bulk", "cors", "dispatch", "events",
			"ledger", "peers", "recovery", "reply", "requests", "retention", "retry", "scaling", "waiting");

	public static void main(String[] arguments) {
		SpringApplication.run(SystemBApplication.class, arguments);
	}

	@Bean
	static SettingNameCheck settingNameCheck(ConfigurableEnvironment environment) {
		return new SettingNameCheck(environment, GROUPS_OF_SYSTEM_A);
	}

}
