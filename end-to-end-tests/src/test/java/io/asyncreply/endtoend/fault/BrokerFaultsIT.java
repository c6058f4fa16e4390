package io.asyncreply.endtoend.fault;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.asyncreply.endtoend.client.LoadGenerator;
import io.asyncreply.endtoend.client.RequestSubmission;
import io.asyncreply.endtoend.harness.AbstractSystemPairIT;
import io.asyncreply.endtoend.harness.CpuUsageMonitor;
import io.asyncreply.endtoend.harness.InvariantChecker;
import io.asyncreply.endtoend.harness.ResourceFootprint;
import io.asyncreply.endtoend.harness.ScrapedMetrics;
import io.asyncreply.endtoend.harness.SystemPairSpec;
import io.asyncreply.messages.AmqpNames;
import io.asyncreply.testsupport.broker.BrokerUser;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests faults of a running broker: alarms, lost connections, deleted queues, exchanges
 * and bindings, full queues, revoked permissions.
 */
@Tag("extended")
class BrokerFaultsIT extends AbstractSystemPairIT {

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private static final String TEXT_PROCESS = "requests.text.process";

	@Override
	protected SystemPairSpec spec() {
		return SystemPairSpec.withOwnBroker("broker-faults");
	}

	@Override
	protected void check() {
		InvariantChecker.checkBrokerIsQuiescent(this.systemPair);
	}

	@Test
	void leaksNothingAfterHundredConnectionLosses() {
		submitHundredAndAwaitSuccess();
		ResourceFootprint before = ResourceFootprint.of(this.systemPair);
		try (LoadGenerator loadGenerator = LoadGenerator.start(this.apiClient)) {
			this.systemPair.broker()
				.rabbitmqctl("eval",
						"[begin rabbit_networking:close_connections(rabbit_networking:connections(), \"fault\"),"
								+ " timer:sleep(250) end || _ <- lists:seq(1, 100)].");
			assertThat(loadGenerator.stop()).containsOnly(202);
		}
		InvariantChecker.checkAllSucceeded(this.systemPair);
		ResourceFootprint.awaitNoLeaks(before, this.systemPair);
	}

	@Test
	void keepsRequestsDuringMemoryAlarm() {
		assertAcceptsRequestsDuring(() -> this.systemPair.broker().rabbitmqctl("set_vm_memory_high_watermark", "0"),
				() -> this.systemPair.broker().rabbitmqctl("set_vm_memory_high_watermark", "0.4"));
	}

	@Test
	void keepsRequestsDuringDiskAlarm() {
		assertAcceptsRequestsDuring(() -> this.systemPair.broker().rabbitmqctl("set_disk_free_limit", "1000GB"),
				() -> this.systemPair.broker().rabbitmqctl("set_disk_free_limit", "200MB"));
	}

	@Test
	void keepsRequestsWhileBrokerIsPaused() {
		try (LoadGenerator loadGenerator = LoadGenerator.start(this.apiClient)) {
			this.systemPair.broker().pause();
			try {
				awaitMoreCalls(loadGenerator, 250);
			}
			finally {
				this.systemPair.broker().resume();
			}
			awaitMoreCalls(loadGenerator, 50);
			assertThat(loadGenerator.stop()).containsOnly(202);
		}
		InvariantChecker.checkAllSucceeded(this.systemPair);
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
		this.systemPair.systemB().terminate();
		this.systemPair.broker()
			.rabbitmqctl("set_policy", "--vhost", this.systemPair.virtualHost(), "--apply-to", "queues", "short",
					"^requests\\.text\\.", "{\"max-length\": 20}");
		try {
			IntStream.range(0, 10).forEach((i) -> submitAll(500));
			Awaitility.await().atMost(TIMEOUT).until(() -> countRefusedPublishes() > 0);
			CpuUsageMonitor cpu = CpuUsageMonitor.start(this.systemPair.systemA());
			cpu.assertIdle();
			assertThat(countRefusedPublishes()).as("publishes while the queue is full").isLessThan(2_500);
			this.systemPair.startSystemB();
			InvariantChecker.checkAllSucceeded(this.systemPair);
			cpu.assertIdle();
		}
		finally {
			this.systemPair.broker().rabbitmqctl("clear_policy", "--vhost", this.systemPair.virtualHost(), "short");
		}
	}

	private double countRefusedPublishes() {
		return ScrapedMetrics.of(this.systemPair.systemA()).sum("asyncreply_publishes_total", "outcome=\"refused\"");
	}

	@Test
	void recoversWhenRevokedPermissionsAreRestored() {
		assertRecoversFromLostAccess(() -> List.of(BrokerUser.SYSTEM_A, BrokerUser.SYSTEM_B)
			.forEach((user) -> this.systemPair.broker()
				.rabbitmqctl("clear_permissions", "--vhost", this.systemPair.virtualHost(), user.name())));
	}

	@Test
	void recoversWhenChangedPasswordIsRestored() {
		assertRecoversFromLostAccess(() -> List.of(BrokerUser.SYSTEM_A, BrokerUser.SYSTEM_B)
			.forEach((user) -> this.systemPair.broker().rabbitmqctl("change_password", user.name(), "another")));
	}

	private void assertAcceptsRequestsDuring(Runnable alarm, Runnable clearAlarm) {
		alarm.run();
		try (LoadGenerator loadGenerator = LoadGenerator.start(this.apiClient)) {
			Awaitility.await().atMost(TIMEOUT).untilAsserted(() -> {
				assertThat(ScrapedMetrics.of(this.systemPair.systemA()).sum("asyncreply_broker_blocked")).isOne();
				assertThat(brokerHealth()).contains("blocks publishers");
			});
			CpuUsageMonitor cpu = CpuUsageMonitor.start(this.systemPair.systemA(), this.systemPair.systemB());
			awaitMoreCalls(loadGenerator, 150);
			cpu.assertIdle();
			assertThat(loadGenerator.stop()).containsOnly(202);
			assertThat(this.apiClient.list("ACCEPTED")).hasSizeGreaterThanOrEqualTo(100);
		}
		finally {
			clearAlarm.run();
		}
		InvariantChecker.checkAllSucceeded(this.systemPair);
	}

	private void assertRecoversFromLostAccess(Runnable fault) {
		fault.run();
		try {
			this.systemPair.broker().rabbitmqctl("close_all_connections", "--global", "fault");
			submitAll(100);
			Awaitility.await().atMost(TIMEOUT).untilAsserted(() -> assertThat(brokerHealth()).isNotEmpty());
			CpuUsageMonitor.start(this.systemPair.systemA(), this.systemPair.systemB()).assertIdle();
		}
		finally {
			this.systemPair.broker().restoreUsers();
		}
		InvariantChecker.checkAllSucceeded(this.systemPair);
	}

	private String brokerHealth() {
		return this.apiClient.get("/actuator/health").text("/components/broker/details/reason");
	}

	private void submitHundredAndAwaitSuccess() {
		submitAll(100);
		InvariantChecker.checkAllSucceeded(this.systemPair);
	}

	private void submitAll(int count) {
		this.apiClient.submitAll(count, (i) -> RequestSubmission.text("during fault " + i));
	}

	private static void awaitMoreCalls(LoadGenerator loadGenerator, int count) {
		int before = loadGenerator.callCount();
		Awaitility.await().atMost(TIMEOUT).until(() -> loadGenerator.callCount() >= before + count);
	}

	private void onBrokerChannel(BrokerAction brokerAction) {
		try (Connection connection = this.systemPair.broker()
			.newConnectionFactory(this.systemPair.virtualHost(), BrokerUser.ADMINISTRATOR)
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
