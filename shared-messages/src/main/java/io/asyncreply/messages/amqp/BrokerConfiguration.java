package io.asyncreply.messages.amqp;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

import io.asyncreply.messages.Operations;
import io.asyncreply.messages.SteadyClock;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.amqp.rabbit.connection.ConnectionNameStrategy;
import org.springframework.amqp.rabbit.connection.SimplePropertyValueConnectionNameStrategy;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;

/**
 * What both systems need to speak with the broker; each adds its own preparation of
 * channels, the list of queues it watches and what it needs of the broker.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(PublisherProperties.class)
public class BrokerConfiguration {

	private static final Duration DOCTOR_PAUSE = Duration.ofSeconds(30);

	@Bean
	Clock clock() {
		return new SteadyClock();
	}

	@Bean
	Operations operations(Environment environment) {
		return Operations.catalogue(environment.acceptsProfiles(Profiles.of("production")));
	}

	@Bean
	Topology topology(Operations operations) {
		return new Topology(operations);
	}

	@Bean
	ConnectionNameStrategy connectionNameStrategy() {
		return new SimplePropertyValueConnectionNameStrategy("spring.application.name");
	}

	@Bean
	BrokerConnections brokerConnections(ConnectionFactory factory) {
		return new BrokerConnections(factory);
	}

	@Bean
	WireFormat wireFormat(@Value("${spring.application.name}") String application, BrokerConnections connections,
			Clock clock) {
		return new WireFormat(application, connections.user(), clock);
	}

	/** Opens channels, reads depths and looks after confirms; a few threads suffice. */
	@Bean(destroyMethod = "shutdownNow")
	ScheduledExecutorService brokerScheduler() {
		return Executors.newScheduledThreadPool(3, (task) -> {
			Thread thread = new Thread(task, "broker");
			thread.setDaemon(true);
			return thread;
		});
	}

	@Bean
	ConfirmedPublisher confirmedPublisher(BrokerConnections connections, ChannelPreparation preparation,
			PublisherProperties properties, ScheduledExecutorService brokerScheduler) {
		return new ConfirmedPublisher(connections, preparation, properties.window(), properties.confirmTimeout(),
				brokerScheduler);
	}

	@Bean
	QueueDepths queueDepths(BrokerConnections connections, WatchedQueues watched, ChannelPreparation preparation,
			ScheduledExecutorService brokerScheduler) {
		return new QueueDepths(connections, watched.names(), preparation, brokerScheduler);
	}

	@Bean
	Parking parking(ConfirmedPublisher publisher, WireFormat wireFormat, MeterRegistry meters,
			ScheduledExecutorService brokerScheduler) {
		return new Parking(publisher, wireFormat, meters, brokerScheduler);
	}

	@Bean(initMethod = "start")
	ControlBus controlBus(BrokerConnections connections, ChannelPreparation preparation, WireFormat wireFormat,
			MeterRegistry meters, ScheduledExecutorService brokerScheduler) {
		return new ControlBus(connections, preparation, wireFormat, meters, brokerScheduler);
	}

	@Bean
	BrokerDoctor brokerDoctor(BrokerConnections connections, BrokerNeeds needs) {
		return new BrokerDoctor(connections, needs, DOCTOR_PAUSE);
	}

	@Bean
	HealthIndicator brokerHealthIndicator(BrokerConnections connections, BrokerDoctor doctor) {
		return new BrokerHealthIndicator(connections, doctor);
	}

	@Bean
	MeterBinder brokerMetrics(BrokerConnections connections, QueueDepths depths) {
		return (registry) -> {
			Gauge.builder("asyncreply.broker.connected", connections, (broker) -> broker.isConnected() ? 1 : 0)
				.description("Whether a connection to the broker is open")
				.register(registry);
			Gauge
				.builder("asyncreply.broker.blocked", connections, (broker) -> (broker.blockedReason() != null) ? 1 : 0)
				.description("Whether the broker takes no messages because of an alarm")
				.register(registry);
			depths.queues().forEach((queue) -> bind(registry, depths, queue));
		};
	}

	private static void bind(MeterRegistry registry, QueueDepths depths, String queue) {
		Gauge.builder("asyncreply.queue.depth", depths,
				(source) -> source.of(queue).map(QueueDepths.Depth::ready).map(Long::doubleValue).orElse(Double.NaN))
			.tag("queue", queue)
			.description("Messages that wait in the queue, without those in the hands of consumers")
			.register(registry);
		Gauge
			.builder("asyncreply.queue.consumers", depths,
					(source) -> source.of(queue)
						.map(QueueDepths.Depth::consumers)
						.map(Long::doubleValue)
						.orElse(Double.NaN))
			.tag("queue", queue)
			.description("Consumers of the queue")
			.register(registry);
	}

}
