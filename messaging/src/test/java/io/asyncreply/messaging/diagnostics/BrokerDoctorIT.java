package io.asyncreply.messaging.diagnostics;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import io.asyncreply.messages.AmqpNames;
import io.asyncreply.messaging.BrokerFixture;
import io.asyncreply.messaging.connection.ChannelSetup;
import io.asyncreply.messaging.consume.QueueConsumer;
import io.asyncreply.messaging.control.ControlBus;
import io.asyncreply.messaging.topology.Topology;
import io.asyncreply.testsupport.broker.BrokerUser;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests the findings about misconfigured brokers. Commands of a finding are run and must
 * resolve it.
 */
@Tag("extended")
@ExtendWith(OutputCaptureExtension.class)
class BrokerDoctorIT {

	private static final String QUEUE = "requests.text.process";

	private static MisconfiguredBroker broker;

	private final List<BrokerFixture> fixtures = new ArrayList<>();

	private String virtualHost;

	@BeforeAll
	static void startBroker() {
		broker = new MisconfiguredBroker();
	}

	@AfterAll
	static void stopBroker() {
		broker.close();
	}

	@BeforeEach
	void createVirtualHost() {
		this.virtualHost = broker.newVirtualHost();
	}

	@AfterEach
	void disconnect() {
		this.fixtures.forEach(BrokerFixture::close);
	}

	@Test
	@ResourceLock(Resources.SYSTEM_OUT)
	void logsGuaranteesOnceForHealthyBroker(CapturedOutput output) throws IOException {
		BrokerFixture systemA = connect(BrokerUser.SYSTEM_A);
		BrokerDoctor doctorOfA = systemA.doctorOfSystemA();
		await().untilAsserted(() -> systemA.onChannel(Topology::requireOutboundExchanges));
		BrokerFixture systemB = connect(BrokerUser.SYSTEM_B);
		BrokerDoctor doctorOfB = systemB.doctorOfSystemB();
		systemA.onChannel((channel) -> channel.getConnection().abort());
		await().untilAsserted(() -> assertThat(output).contains("Connected to RabbitMQ ", "fail there after 3"));
		await().untilAsserted(() -> assertThat(health(systemB, doctorOfB).getStatus()).isEqualTo(Status.UP));
		await().untilAsserted(() -> assertThat(health(systemA, doctorOfA).getStatus()).isEqualTo(Status.UP));
		assertThat(doctorOfA.findings()).isEmpty();
		assertThat(doctorOfB.findings()).isEmpty();
	}

	@Test
	@ResourceLock(Resources.SYSTEM_OUT)
	void reportsQueueWithDifferentArgumentsUntilItIsDeleted(CapturedOutput output) throws IOException {
		BrokerFixture administrator = connect(BrokerUser.ADMINISTRATOR);
		administrator.onChannel((channel) -> {
			channel.queueDeclare(QUEUE, true, false, false, Map.of("x-queue-type", "quorum"));
			channel.queueDeclare(AmqpNames.PARKING_QUEUE, true, false, false,
					Map.of("x-queue-type", "quorum", "x-delivery-limit", 5));
		});
		BrokerFixture systemA = connect(BrokerUser.SYSTEM_A);
		BrokerDoctor doctor = systemA.doctorOfSystemA();
		await().untilAsserted(() -> assertThat(doctor.findings()).hasSize(2));
		assertThat(doctor.findings()).extracting(Finding::problem)
			.anyMatch((problem) -> problem.contains("'" + QUEUE + "'") && problem.contains("is none, but must be"))
			.anyMatch((problem) -> problem.contains("'parking'")
					&& problem.contains("x-delivery-limit is 5, but must be 2147483647."));
		assertThat(health(systemA, doctor)).returns(Status.DOWN, Health::getStatus)
			.satisfies((health) -> assertThat(health.getDetails()).containsEntry("findings", doctor.findings()));
		systemA.onChannel((channel) -> assertThat(channel.queueDeclarePassive("requests.work.simulate").getQueue())
			.as("declared although earlier declarations failed")
			.isNotNull());
		doctor.findings().forEach(broker::applyFix);
		await().untilAsserted(() -> assertThat(doctor.findings()).isEmpty());
		await().untilAsserted(() -> systemA.onChannel(systemA.topology::declare));
		assertThat(output).containsOnlyOnce("x-delivery-limit is 5, but must be 2147483647. Wait until it is empty")
			.containsOnlyOnce("Resolved: The queue 'parking'");
	}

	@Test
	void restoresDeletedDeadLetterRoute() throws Exception {
		BrokerFixture administrator = connect(BrokerUser.ADMINISTRATOR);
		BrokerFixture systemA = connect(BrokerUser.SYSTEM_A);
		BrokerDoctor doctor = systemA.doctorOfSystemA();
		await().untilAsserted(() -> assertThat(systemA.publishExpiredRequest()).isPositive());
		administrator.onChannel((channel) -> channel.exchangeDelete(AmqpNames.DEAD_LETTERS_EXCHANGE));
		await().untilAsserted(
				() -> systemA.onChannel((channel) -> channel.exchangeDeclarePassive(AmqpNames.DEAD_LETTERS_EXCHANGE)));
		administrator.onChannel((channel) -> channel.queueDelete(AmqpNames.DEAD_LETTERS_QUEUE));
		await().untilAsserted(
				() -> systemA.onChannel((channel) -> channel.queueDeclarePassive(AmqpNames.DEAD_LETTERS_QUEUE)));
		administrator.onChannel((channel) -> channel.queueUnbind(AmqpNames.DEAD_LETTERS_QUEUE,
				AmqpNames.DEAD_LETTERS_EXCHANGE, AmqpNames.DEAD_LETTERS_QUEUE));
		long before = systemA.countDeadLetters();
		await().untilAsserted(() -> assertThat(systemA.publishExpiredRequest()).isGreaterThan(before));
		assertThat(doctor.findings()).isEmpty();
	}

	@Test
	void reportsTooSmallMaxMessageSizeAndStaysUp() throws IOException {
		BrokerFixture administrator = connect(BrokerUser.ADMINISTRATOR);
		administrator.onChannel(administrator.topology::declare);
		broker.setMaxMessageSize(65_536);
		try {
			BrokerFixture systemB = connect(BrokerUser.SYSTEM_B);
			BrokerDoctor doctor = systemB.doctorOfSystemB();
			await().untilAsserted(() -> assertThat(doctor.findings()).singleElement().satisfies((finding) -> {
				assertThat(finding.problem()).isEqualTo(
						"The broker accepts messages of at most 65536 bytes, but messages can have 2097152 bytes.");
				assertThat(finding.fix()).contains("max_message_size", "rabbitmq.conf", "2097152");
			}));
			assertThat(health(systemB, doctor)).returns(Status.UP, Health::getStatus)
				.satisfies((health) -> assertThat(health.getDetails()).containsEntry("findings", doctor.findings()));
			broker.setMaxMessageSize(8_388_608);
			await().untilAsserted(() -> assertThat(doctor.findings()).isEmpty());
		}
		finally {
			broker.setMaxMessageSize(8_388_608);
		}
	}

	@Test
	void reportsRevokedPermissionsUntilTheyAreGranted() throws IOException {
		BrokerFixture administrator = connect(BrokerUser.ADMINISTRATOR);
		administrator.onChannel(administrator.topology::declare);
		BrokerFixture systemB = connect(BrokerUser.SYSTEM_B);
		BrokerDoctor doctor = systemB.doctorOfSystemB();
		await().untilAsserted(() -> assertThat(health(systemB, doctor).getStatus()).isEqualTo(Status.UP));
		broker.setPermissions(this.virtualHost, "system-b", "^$", "^asyncreply\\.parking$", ".*");
		await().untilAsserted(() -> assertThat(doctor.findings()).singleElement()
			.satisfies((finding) -> assertThat(finding.problem()).isEqualTo(
					"User 'system-b' lacks the permission to write exchange 'asyncreply.replies' in virtual host '"
							+ this.virtualHost + "'.")));
		assertThat(health(systemB, doctor).getStatus()).isEqualTo(Status.DOWN);
		doctor.findings().forEach(broker::applyFix);
		await().untilAsserted(() -> assertThat(health(systemB, doctor).getStatus()).isEqualTo(Status.UP));
		assertThat(doctor.findings()).isEmpty();
	}

	@Test
	void reportsRejectedConsumerAndConsumesOncePermitted() throws IOException {
		BrokerFixture administrator = connect(BrokerUser.ADMINISTRATOR);
		administrator.onChannel(administrator.topology::declare);
		broker.setPermissions(this.virtualHost, "system-b", "^$", ".*", "^$");
		BrokerFixture systemB = connect(BrokerUser.SYSTEM_B);
		BrokerDoctor doctor = systemB.doctorOfSystemB();
		QueueConsumer queueConsumer = subscribe(systemB);
		await().untilAsserted(() -> assertThat(doctor.findings()).singleElement()
			.satisfies((finding) -> assertThat(finding.problem()).contains("to read queue '" + QUEUE + "'")));
		doctor.findings().forEach(broker::applyFix);
		await().until(queueConsumer::isConsuming);
		await().untilAsserted(() -> assertThat(doctor.findings()).isEmpty());
		queueConsumer.close();
	}

	@Test
	void reportsWrongPasswordUntilItIsChanged() {
		BrokerUser brokerUser = new BrokerUser("patient-" + this.virtualHost, "not-yet-known");
		broker.addUser(brokerUser.name(), "another");
		broker.setPermissions(this.virtualHost, brokerUser.name(), ".*", ".*", ".*");
		BrokerFixture systemA = connect(brokerUser);
		BrokerDoctor doctor = systemA.doctorOfSystemA();
		await().untilAsserted(() -> assertThat(doctor.findings()).singleElement().satisfies((finding) -> {
			assertThat(finding.problem())
				.isEqualTo("The broker rejects the login of user '" + brokerUser.name() + "'.");
			assertThat(finding.fix()).contains("change_password").doesNotContain(brokerUser.password());
		}));
		assertThat(health(systemA, doctor).getStatus()).isEqualTo(Status.DOWN);
		broker.changePassword(brokerUser.name(), brokerUser.password());
		await().untilAsserted(() -> assertThat(health(systemA, doctor).getStatus()).isEqualTo(Status.UP));
		assertThat(doctor.findings()).isEmpty();
	}

	@Test
	void reportsMissingVirtualHostUntilItIsCreated() {
		this.virtualHost = "not-made-yet";
		BrokerFixture systemA = connect(BrokerUser.SYSTEM_A);
		BrokerDoctor doctor = systemA.doctorOfSystemA();
		await().untilAsserted(() -> assertThat(doctor.findings()).singleElement()
			.satisfies((finding) -> assertThat(finding.problem())
				.isEqualTo("The broker has no virtual host 'not-made-yet'.")));
		doctor.findings().forEach(broker::applyFix);
		await().untilAsserted(() -> assertThat(health(systemA, doctor).getStatus()).isEqualTo(Status.UP));
		assertThat(doctor.findings()).isEmpty();
	}

	@Test
	void reportsExceededConsumerTimeout() throws Exception {
		broker.setConsumerTimeout(2_000);
		try {
			BrokerFixture administrator = connect(BrokerUser.ADMINISTRATOR);
			administrator.onChannel(administrator.topology::declare);
			BrokerDoctor doctor = administrator.doctorOfSystemB();
			QueueConsumer queueConsumer = subscribe(administrator);
			administrator.publisher(1, Duration.ofSeconds(10))
				.publish(administrator.message("text.process"))
				.get(30, TimeUnit.SECONDS);
			await().untilAsserted(() -> assertThat(doctor.findings()).singleElement().satisfies((finding) -> {
				assertThat(finding.problem()).contains("'" + QUEUE + "'", "consumer timeout");
				assertThat(finding.fix()).isEqualTo(BrokerFixture.CONSUMER_TIMEOUT_FIX);
			}));
			assertThat(health(administrator, doctor).getStatus()).isEqualTo(Status.UP);
			await().until(queueConsumer::isConsuming);
			queueConsumer.close();
		}
		finally {
			broker.setConsumerTimeout(1_800_000);
		}
	}

	/** Each attempt to declare a control queue reports another generated name. */
	@Test
	void logsReachedQueueLimitOnce(CapturedOutput output) throws IOException {
		BrokerFixture administrator = connect(BrokerUser.ADMINISTRATOR);
		administrator.onChannel(administrator.topology::declare);
		broker.forbidNewQueues(this.virtualHost);
		BrokerDoctor doctor = administrator.doctorOfSystemB();
		try (ControlBus controlBus = new ControlBus(administrator.connections, ChannelSetup.NONE, administrator.codec,
				new SimpleMeterRegistry(), administrator.scheduler)) {
			controlBus.start();
			Set<String> problems = new HashSet<>();
			await().until(() -> {
				doctor.findings().forEach((finding) -> problems.add(finding.problem()));
				return problems.size() >= 3;
			});
			assertThat(doctor.findings()).singleElement()
				.satisfies((finding) -> assertThat(finding.problem()).contains("has its limit of 0 queues."));
			doctor.findings().forEach(broker::applyFix);
			await().untilAsserted(() -> assertThat(doctor.findings()).isEmpty());
		}
		assertThat(output).containsOnlyOnce("Remove the limits of").containsOnlyOnce("Resolved: The broker does not");
	}

	@Test
	void doesNotMistakeDeletedQueueForConsumerTimeout() throws IOException {
		BrokerFixture administrator = connect(BrokerUser.ADMINISTRATOR);
		administrator.onChannel(administrator.topology::declare);
		BrokerDoctor doctor = administrator.doctorOfSystemB();
		QueueConsumer queueConsumer = subscribe(administrator);
		await().until(queueConsumer::isConsuming);
		administrator.onChannel((channel) -> channel.queueDelete(QUEUE));
		await().untilAsserted(() -> assertThat(doctor.findings()).extracting(Finding::problem)
			.containsExactly("The queue '" + QUEUE + "' does not exist in virtual host '" + this.virtualHost + "'."));
		administrator.onChannel(administrator.topology::declare);
		await().until(queueConsumer::isConsuming);
		await().untilAsserted(() -> assertThat(doctor.findings()).isEmpty());
		queueConsumer.close();
	}

	private BrokerFixture connect(BrokerUser user) {
		BrokerFixture fixture = broker.connect(this.virtualHost, user);
		this.fixtures.add(fixture);
		return fixture;
	}

	private static QueueConsumer subscribe(BrokerFixture fixture) {
		QueueConsumer queueConsumer = new QueueConsumer(fixture.connections, ChannelSetup.NONE,
				new QueueConsumer.DeclaredQueue(QUEUE, 1), (message) -> {
				}, fixture.scheduler);
		queueConsumer.start();
		return queueConsumer;
	}

	private static Health health(BrokerFixture fixture, BrokerDoctor doctor) {
		return new BrokerHealthIndicator(fixture.connections, doctor).health();
	}

	private static ConditionFactory await() {
		return Awaitility.await().atMost(Duration.ofSeconds(60)).ignoreExceptions();
	}

}
