package io.asyncreply.systema;

import java.util.ArrayList;
import java.util.List;

import io.asyncreply.messages.AmqpNames;
import io.asyncreply.messaging.BrokerConfiguration;
import io.asyncreply.messaging.connection.ChannelSetup;
import io.asyncreply.messaging.http.HttpConfiguration;
import io.asyncreply.messaging.network.NetworkConfiguration;
import io.asyncreply.messaging.startup.SettingNameCheck;
import io.asyncreply.messaging.topology.BrokerPermissions;
import io.asyncreply.messaging.topology.BrokerRequirements;
import io.asyncreply.messaging.topology.Topology;
import io.asyncreply.messaging.topology.VirtualHostOwnership;
import io.asyncreply.messaging.tracing.TracingConfiguration;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.error.ErrorMvcAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * System A: accepts requests over HTTP, stores them in the ledger, publishes them and
 * records the replies.
 */
@SpringBootApplication(exclude = { DataSourceAutoConfiguration.class, ErrorMvcAutoConfiguration.class })
@Import({ BrokerConfiguration.class, HttpConfiguration.class, NetworkConfiguration.class, TracingConfiguration.class })
public class SystemAApplication {

	/**
	 * Starts System A.
	 * @param arguments settings, see Spring Boot
	 */
	public static void main(String[] arguments) {
		SpringApplication.run(SystemAApplication.class, arguments);
	}

	@Bean
	static SettingNameCheck settingNameCheck(ConfigurableEnvironment environment) {
		return new SettingNameCheck(environment, SettingNameCheck.GROUPS_OF_SYSTEM_B);
	}

	/** System A declares the topology, System B waits for it. */
	@Bean
	ChannelSetup declareTopology(VirtualHostOwnership ownership, Topology topology) {
		return (channel) -> {
			ownership.takeOverIfAbandoned(channel, topology);
			ownership.declare(channel);
			topology.declare(channel);
		};
	}

	@Bean
	BrokerRequirements brokerRequirements(VirtualHostOwnership ownership, Topology topology) {
		List<ChannelSetup> declarations = new ArrayList<>(List.of(ownership::declare));
		declarations.addAll(topology.declarations());
		return new BrokerRequirements(declarations, List.of(AmqpNames.REQUESTS_EXCHANGE, AmqpNames.PARKING_EXCHANGE),
				topology.queues(), BrokerPermissions.SYSTEM_A,
				"System A acks a reply as soon as the ledger has recorded it. Find out why the ledger was slow,"
						+ " or raise consumer_timeout in the broker's rabbitmq.conf.");
	}

}
