package io.asyncreply.endtoend.fault;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.asyncreply.endtoend.client.ApiClient;
import io.asyncreply.endtoend.client.LoadGenerator;
import io.asyncreply.endtoend.client.RequestSubmission;
import io.asyncreply.endtoend.harness.CpuUsageMonitor;
import io.asyncreply.endtoend.harness.InvariantChecker;
import io.asyncreply.endtoend.harness.ResourceFootprint;
import io.asyncreply.endtoend.harness.ScrapedMetrics;
import io.asyncreply.endtoend.harness.SystemPair;
import io.asyncreply.endtoend.harness.SystemPairSpec;
import io.asyncreply.messages.AmqpNames;
import io.asyncreply.testsupport.broker.BrokerUser;
import io.asyncreply.testsupport.broker.TestBroker;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests faults of a running broker: alarms, lost connections, deleted queues, exchanges
 * and bindings, full queues, revoked permissions.
 */
@Tag("extended")
class BrokerFaultsIT {

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private static final String TEXT_PROCESS = "requests.text.process";

	private static TestBroker broker;

	private static SystemPair systemPair;

	private static ApiClient apiClient;

	@BeforeAll
	static void startPair() {
		systemPair = SystemPairSpec.withOwnBroker("broker-faults").start();
		broker = systemPair.broker();
		apiClient = systemPair.client();
	}

	@AfterAll
	static void checkAndClose() {
		try {
			InvariantChecker.checkBrokerIsQuiescent(systemPair);
		}
		finally {
			systemPair.close();
		}
	}

	@Test
	void leaksNothingAfterHundredConnectionLosses() {
		submitHundredAndAwaitSuccess();
		ResourceFootprint before = ResourceFootprint.of(systemPair);
		try (LoadGenerator loadGenerator = LoadGenerator.start(apiClient)) {
			broker.rabbitmqctl("eval",
					"[begin rabbit_networking:close_connections(rabbit_networking:connections(), \"fault\"),"
							+ " timer:sleep(250) end || _ <- lists:seq(1, 100)].");
			assertThat(loadGenerator.stop()).containsOnly(202);
		}
		InvariantChecker.checkAllSucceeded(systemPair);
		ResourceFootprint.awaitNoLeaks(before, systemPair);
	}

	@Test
	void keepsRequestsDuringMemoryAlarm() {
		assertAcceptsRequestsDuring(() -> broker.rabbitmqctl("set_vm_memory_high_watermark", "0"),
				() -> broker.rabbitmqctl("set_vm_memory_high_watermark", "0.4"));
	}

	@Test
	void keepsRequestsDuringDiskAlarm() {
		assertAcceptsRequestsDuring(() -> broker.rabbitmqctl("set_disk_free_limit", "1000GB"),
				() -> broker.rabbitmqctl("set_disk_free_limit", "200MB"));
	}

	@Test
	void keepsRequestsWhileBrokerIsPaused() {
		try (LoadGenerator loadGenerator = LoadGenerator.start(apiClient)) {
			broker.pause();
			try {
				awaitMoreCalls(loadGenerator, 250);
			}
			finally {
				broker.resume();
			}
			awaitMoreCalls(loadGenerator, 50);
			assertThat(loadGenerator.stop()).containsOnly(202);
		}
		InvariantChecker.checkAllSucceeded(systemPair);
	}

	@Test
	void redeclaresDeletedQueues() {
		onBrokerChannel((channel) -> {
			channel.queueDelete(TEXT_PROCESS);
			channel.queueDelete(AmqpNames.REPLIES_QUEUE);
			channel.queueDelete(AmqpNames.DEAD_LETTERS_QUEUE);
		});
		submitHundredAndAwaitSuccess();
	}

	@Test
	void redeclaresDeletedExchanges() {
		onBrokerChannel((channel) -> {
			channel.exchangeDelete(AmqpNames.REQUESTS_EXCHANGE);
			channel.exchangeDelete(AmqpNames.REPLIES_EXCHANGE);
		});
		submitHundredAndAwaitSuccess();
	}

	@Test
	void restoresRemovedBindings() {
		onBrokerChannel((channel) -> {
			channel.queueUnbind(TEXT_PROCESS, AmqpNames.REQUESTS_EXCHANGE, TEXT_PROCESS);
			channel.queueUnbind(AmqpNames.REPLIES_QUEUE, AmqpNames.REPLIES_EXCHANGE, AmqpNames.REPLIES_QUEUE);
		});
		submitHundredAndAwaitSuccess();
	}

	@Test
	void keepsRequestsInLedgerWhileQueueIsFull() {
		systemPair.systemB().terminate();
		broker.rabbitmqctl("set_policy", "--vhost", systemPair.virtualHost(), "--apply-to", "queues", "short",
				"^requests\\.text\\.", "{\"max-length\": 20}");
		try {
			IntStream.range(0, 10).forEach((i) -> submitAll(500));
			Awaitility.await().atMost(TIMEOUT).until(() -> countRefusedPublishes() > 0);
			CpuUsageMonitor cpu = CpuUsageMonitor.start(systemPair.systemA());
			cpu.assertIdle();
			assertThat(countRefusedPublishes()).as("publishes while the queue is full").isLessThan(2_500);
			systemPair.startSystemB();
			InvariantChecker.checkAllSucceeded(systemPair);
			cpu.assertIdle();
		}
		finally {
			broker.rabbitmqctl("clear_policy", "--vhost", systemPair.virtualHost(), "short");
		}
	}

	private static double countRefusedPublishes() {
		return ScrapedMetrics.of(systemPair.systemA()).sum("asyncreply_publishes_total", "outcome=\"refused\"");
	}

	@Test
	void recoversWhenRevokedPermissionsAreRestored() {
		assertRecoversFromLostAccess(() -> List.of(BrokerUser.SYSTEM_A, BrokerUser.SYSTEM_B)
			.forEach((user) -> broker.rabbitmqctl("clear_permissions", "--vhost", systemPair.virtualHost(),
					user.name())));
	}

	@Test
	void recoversWhenChangedPasswordIsRestored() {
		assertRecoversFromLostAccess(() -> List.of(BrokerUser.SYSTEM_A, BrokerUser.SYSTEM_B)
			.forEach((user) -> broker.rabbitmqctl("change_password", user.name(), "another")));
	}

	private static void assertAcceptsRequestsDuring(Runnable alarm, Runnable clearAlarm) {
		alarm.run();
		try (LoadGenerator loadGenerator = LoadGenerator.start(apiClient)) {
			Awaitility.await().atMost(TIMEOUT).untilAsserted(() -> {
				assertThat(ScrapedMetrics.of(systemPair.systemA()).sum("asyncreply_broker_blocked")).isOne();
				assertThat(brokerHealth()).contains("blocks publishers");
			});
			CpuUsageMonitor cpu = CpuUsageMonitor.start(systemPair.systemA(), systemPair.systemB());
			awaitMoreCalls(loadGenerator, 150);
			cpu.assertIdle();
			assertThat(loadGenerator.stop()).containsOnly(202);
			assertThat(apiClient.list("ACCEPTED")).hasSizeGreaterThanOrEqualTo(100);
		}
		finally {
			clearAlarm.run();
		}
		InvariantChecker.checkAllSucceeded(systemPair);
	}

	private static void assertRecoversFromLostAccess(Runnable fault) {
		fault.run();
		try {
			broker.rabbitmqctl("close_all_connections", "--global", "fault");
			submitAll(100);
			Awaitility.await().atMost(TIMEOUT).untilAsserted(() -> assertThat(brokerHealth()).isNotEmpty());
			CpuUsageMonitor.start(systemPair.systemA(), systemPair.systemB()).assertIdle();
		}
		finally {
			broker.restoreUsers();
		}
		InvariantChecker.checkAllSucceeded(systemPair);
	}

	private static String brokerHealth() {
		return apiClient.get("/actuator/health").text("/components/broker/details/reason");
	}

	private static void submitHundredAndAwaitSuccess() {
		submitAll(100);
		InvariantChecker.checkAllSucceeded(systemPair);
	}

	private static void submitAll(int count) {
		apiClient.submitAll(count, (i) -> RequestSubmission.text("during fault " + i));
	}

	private static void awaitMoreCalls(LoadGenerator loadGenerator, int count) {
		int before = loadGenerator.callCount();
		Awaitility.await().atMost(TIMEOUT).until(() -> loadGenerator.callCount() >= before + count);
	}

	private static void onBrokerChannel(BrokerAction brokerAction) {
		try (Connection connection = broker.newConnectionFactory(systemPair.virtualHost(), BrokerUser.ADMINISTRATOR)
			.newConnection(); Channel channel = connection.createChannel()) {
			brokerAction.run(channel);
		}
		catch (IOException | TimeoutException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** A change that an administrator makes. */
	private interface BrokerAction {

		void run(Channel channel) throws IOException;

	}

}
