package io.asyncreply.systema;

import java.util.List;

import io.asyncreply.messages.Channels;
import io.asyncreply.messages.amqp.BrokerConfiguration;
import io.asyncreply.messages.amqp.BrokerNeeds;
import io.asyncreply.messages.amqp.ChannelPreparation;
import io.asyncreply.messages.amqp.Permissions;
import io.asyncreply.messages.amqp.Topology;
import io.asyncreply.messages.amqp.WatchedQueues;
import io.asyncreply.messages.doors.DoorsConfiguration;
import io.asyncreply.messages.trace.TraceConfiguration;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/**
 * System A: takes requests over REST, records them, publishes them, and records the
 * replies.
 */
@SpringBootApplication(exclude = { DataSourceAutoConfiguration.class, FlywayAutoConfiguration.class })
@Import({ BrokerConfiguration.class, DoorsConfiguration.class, TraceConfiguration.class })
public class SystemAApplication {

	/**
	 * Starts System A.
	 * @param arguments settings, as Spring Boot takes them
	 */
	public static void main(String[] arguments) {
		SpringApplication.run(SystemAApplication.class, arguments);
	}

	/** System A declares the topology, System B waits for it. */
	@Bean
	ChannelPreparation declareTopology(Topology topology) {
		return topology::declare;
	}

	@Bean
	BrokerNeeds brokerNeeds(Topology topology) {
		return new BrokerNeeds(topology.declarations(), List.of(Channels.REQUESTS_EXCHANGE, Channels.PARKING_EXCHANGE),
				Permissions.SYSTEM_A,
				"System A acknowledges a reply as soon as the ledger has it: see what kept the ledger for so long, or raise"
						+ " consumer_timeout in the broker's rabbitmq.conf.");
	}

	@Bean
	WatchedQueues watchedQueues(Topology topology) {
		return new WatchedQueues(topology.queues());
	}

}
