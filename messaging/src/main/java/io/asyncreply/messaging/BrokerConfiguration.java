package io.asyncreply.messaging;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

import io.asyncreply.messages.operation.OperationRegistry;
import io.asyncreply.messaging.connection.BrokerAddresses;
import io.asyncreply.messaging.connection.BrokerConnections;
import io.asyncreply.messaging.connection.ChannelSetup;
import io.asyncreply.messaging.consume.MessageRetry;
import io.asyncreply.messaging.consume.ParkingLot;
import io.asyncreply.messaging.control.ControlBus;
import io.asyncreply.messaging.diagnostics.BrokerDoctor;
import io.asyncreply.messaging.diagnostics.BrokerHealthIndicator;
import io.asyncreply.messaging.message.AmqpMessageCodec;
import io.asyncreply.messaging.publish.ConfirmingPublisher;
import io.asyncreply.messaging.publish.PublisherProperties;
import io.asyncreply.messaging.topology.BrokerRequirements;
import io.asyncreply.messaging.topology.QueueDepthMonitor;
import io.asyncreply.messaging.topology.Topology;
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
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.concurrent.ConcurrentTaskScheduler;

/**
 * Wires the broker client of both systems. Each system adds its own {@code ChannelSetup}
 * and {@code BrokerRequirements}.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(PublisherProperties.class)
public class BrokerConfiguration {

	private static final Duration DOCTOR_INTERVAL = Duration.ofSeconds(30);

	@Bean
	Clock clock() {
		return new SlewingClock();
	}

	@Bean
	OperationRegistry operationRegistry(Environment environment) {
		return OperationRegistry.builtIn(environment.acceptsProfiles(Profiles.of("demo")));
	}

	@Bean
	Topology topology(OperationRegistry operationRegistry) {
		return new Topology(operationRegistry);
	}

	@Bean
	ConnectionNameStrategy connectionNameStrategy() {
		return new SimplePropertyValueConnectionNameStrategy("spring.application.name");
	}

	@Bean
	static BrokerAddresses brokerAddresses(Environment environment) {
		return new BrokerAddresses(environment);
	}

	@Bean
	BrokerConnections brokerConnections(ConnectionFactory factory) {
		return new BrokerConnections(factory);
	}

	@Bean
	AmqpMessageCodec amqpMessageCodec(@Value("${spring.application.name}") String application,
			BrokerConnections connections, Clock clock) {
		return new AmqpMessageCodec(application, connections.username(), clock);
	}

	/**
	 * Opens channels, polls queue depths, sends acks and retries. Few threads suffice,
	 * because its tasks rarely block.
	 */
	@Bean(destroyMethod = "shutdownNow")
	ScheduledExecutorService brokerScheduler() {
		return Executors.newScheduledThreadPool(3, new DaemonThreadFactory("broker-"));
	}

	@Bean
	TaskScheduler brokerTaskScheduler(ScheduledExecutorService brokerScheduler) {
		return new ConcurrentTaskScheduler(brokerScheduler);
	}

	@Bean(initMethod = "start")
	ConfirmingPublisher confirmingPublisher(BrokerConnections connections, ChannelSetup channelSetup,
			PublisherProperties properties, TaskScheduler brokerTaskScheduler) {
		return new ConfirmingPublisher(connections, channelSetup, properties.window(), properties.confirmTimeout(),
				brokerTaskScheduler);
	}

	@Bean(initMethod = "start")
	QueueDepthMonitor queueDepthMonitor(BrokerConnections connections, BrokerRequirements requirements,
			ChannelSetup channelSetup, TaskScheduler brokerTaskScheduler) {
		return new QueueDepthMonitor(connections, requirements.monitoredQueues(), channelSetup, brokerTaskScheduler);
	}

	@Bean
	MessageRetry messageRetry(ScheduledExecutorService brokerScheduler) {
		return new MessageRetry(brokerScheduler);
	}

	@Bean
	ParkingLot parkingLot(ConfirmingPublisher confirmingPublisher, AmqpMessageCodec amqpMessageCodec,
			MeterRegistry meters, MessageRetry messageRetry) {
		return new ParkingLot(confirmingPublisher, amqpMessageCodec, meters, messageRetry);
	}

	@Bean(initMethod = "start")
	ControlBus controlBus(BrokerConnections connections, ChannelSetup channelSetup, AmqpMessageCodec amqpMessageCodec,
			MeterRegistry meters, ScheduledExecutorService brokerScheduler) {
		return new ControlBus(connections, channelSetup, amqpMessageCodec, meters, brokerScheduler);
	}

	@Bean(initMethod = "start")
	BrokerDoctor brokerDoctor(BrokerConnections connections, BrokerRequirements requirements) {
		return new BrokerDoctor(connections, requirements, DOCTOR_INTERVAL);
	}

	@Bean
	HealthIndicator brokerHealthIndicator(BrokerConnections connections, BrokerDoctor doctor) {
		return new BrokerHealthIndicator(connections, doctor);
	}

	@Bean
	MeterBinder brokerMetrics(BrokerConnections connections, QueueDepthMonitor depthMonitor) {
		return (registry) -> {
			Gauge
				.builder("asyncreply.broker.connected", connections,
						(brokerConnections) -> brokerConnections.isConnected() ? 1 : 0)
				.description("Whether a connection to the broker is open")
				.register(registry);
			Gauge
				.builder("asyncreply.broker.blocked", connections,
						(brokerConnections) -> (brokerConnections.blockedReason() != null) ? 1 : 0)
				.description("Whether the broker blocks publishers because of an alarm")
				.register(registry);
			depthMonitor.queues().forEach((queue) -> bindQueueGauges(registry, depthMonitor, queue));
		};
	}

	private static void bindQueueGauges(MeterRegistry registry, QueueDepthMonitor depthMonitor, String queue) {
		Gauge
			.builder("asyncreply.queue.depth", depthMonitor,
					(monitor) -> monitor.depthOf(queue)
						.map(QueueDepthMonitor.QueueDepth::ready)
						.map(Long::doubleValue)
						.orElse(Double.NaN))
			.tag("queue", queue)
			.description("Messages that are ready in the queue, without those in flight")
			.register(registry);
		Gauge
			.builder("asyncreply.queue.consumers", depthMonitor,
					(monitor) -> monitor.depthOf(queue)
						.map(QueueDepthMonitor.QueueDepth::consumers)
						.map(Long::doubleValue)
						.orElse(Double.NaN))
			.tag("queue", queue)
			.description("Consumers of the queue")
			.register(registry);
	}

}
