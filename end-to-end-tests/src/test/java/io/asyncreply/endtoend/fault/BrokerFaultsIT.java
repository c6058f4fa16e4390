package io.asyncreply.endtoend.fault;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.asyncreply.endtoend.client.ApiClient;
import io.asyncreply.endtoend.client.JsonResponse;
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
 * A broker that stays up and is in trouble: alarms, lost connections, deleted queues and
 * exchanges, full queues, revoked rights.
 */
class BrokerFaultsIT {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private static final String TEXT_PROCESS = "requests.text.process";

	private static TestBroker broker;

	private static SystemPair pair;

	private static ApiClient client;

	@BeforeAll
	static void startPair() {
		pair = SystemPairSpec.withBroker("broker-faults").start();
		broker = pair.broker();
		client = pair.client();
	}

	@AfterAll
	static void checkAndClose() {
		try {
			InvariantChecker.checkBrokerIsQuiescent(pair);
		}
		finally {
			pair.close();
		}
	}

	@Test
	void hundredTimesWithoutConnectionsAndTheChannelsAreWhatTheyWere() {
		awaitHundredMore();
		ResourceFootprint before = ResourceFootprint.of(pair);
		try (LoadGenerator load = LoadGenerator.start(client)) {
			broker.ctl("eval", "[begin rabbit_networking:close_connections(rabbit_networking:connections(), \"fault\"),"
					+ " timer:sleep(250) end || _ <- lists:seq(1, 100)].");
			assertThat(load.stop()).containsOnly(202);
		}
		InvariantChecker.checkAllSucceeded(pair);
		ResourceFootprint.awaitNoMoreThan(before, pair);
	}

	@Test
	void memoryAlarmHoldsRequestsBackAndLosesNone() {
		holdRequestsBack(() -> broker.ctl("set_vm_memory_high_watermark", "0"),
				() -> broker.ctl("set_vm_memory_high_watermark", "0.4"));
	}

	@Test
	void diskAlarmHoldsRequestsBackAndLosesNone() {
		holdRequestsBack(() -> broker.ctl("set_disk_free_limit", "1000GB"),
				() -> broker.ctl("set_disk_free_limit", "200MB"));
	}

	@Test
	void pausedBrokerHoldsRequestsBackAndLosesNone() {
		try (LoadGenerator load = LoadGenerator.start(client)) {
			broker.pause();
			try {
				awaitMore(load, 250);
			}
			finally {
				broker.resume();
			}
			awaitMore(load, 50);
			assertThat(load.stop()).containsOnly(202);
		}
		InvariantChecker.checkAllSucceeded(pair);
	}

	@Test
	void deletedQueuesAreDeclaredAgainAndUsed() {
		inTheBroker((channel) -> {
			channel.queueDelete(TEXT_PROCESS);
			channel.queueDelete(AmqpNames.REPLIES);
			channel.queueDelete(AmqpNames.DEAD_LETTERS);
		});
		awaitHundredMore();
	}

	@Test
	void deletedExchangesAreDeclaredAgainAndUsed() {
		inTheBroker((channel) -> {
			channel.exchangeDelete(AmqpNames.REQUESTS_EXCHANGE);
			channel.exchangeDelete(AmqpNames.REPLIES_EXCHANGE);
		});
		awaitHundredMore();
	}

	@Test
	@Tag("long")
	void removedBindingsAreBoundAgain() {
		inTheBroker((channel) -> {
			channel.queueUnbind(TEXT_PROCESS, AmqpNames.REQUESTS_EXCHANGE, TEXT_PROCESS);
			channel.queueUnbind(AmqpNames.REPLIES, AmqpNames.REPLIES_EXCHANGE, AmqpNames.REPLIES);
		});
		awaitHundredMore();
	}

	@Test
	@Tag("long")
	void fullQueueRefusesAndItsRequestsWaitInTheLedger() {
		pair.systemB().terminate();
		broker.ctl("set_policy", "--vhost", pair.virtualHost(), "--apply-to", "queues", "short", "^requests\\.text\\.",
				"{\"max-length\": 20}");
		try {
			IntStream.range(0, 10).forEach((i) -> submitAll(500));
			Awaitility.await().atMost(PATIENCE).until(() -> refused() > 0);
			CpuUsageMonitor cpu = CpuUsageMonitor.start(pair.systemA());
			cpu.assertCool();
			assertThat(refused()).as("tried again and again while the queue is full").isLessThan(2_500);
			pair.startSystemB();
			InvariantChecker.checkAllSucceeded(pair);
			cpu.assertCool();
		}
		finally {
			broker.ctl("clear_policy", "--vhost", pair.virtualHost(), "short");
		}
	}

	private static double refused() {
		return ScrapedMetrics.of(pair.systemA()).sum("asyncreply_publishes_total", "outcome=\"refused\"");
	}

	@Test
	void revokedRightsAreMissedAndUsedAgainOnceTheyAreBack() {
		outlaw(() -> List.of(BrokerUser.SYSTEM_A, BrokerUser.SYSTEM_B)
			.forEach((user) -> broker.ctl("clear_permissions", "--vhost", pair.virtualHost(), user.name())));
	}

	@Test
	void changedPasswordIsMissedAndUsedAgainOnceItIsBack() {
		outlaw(() -> List.of(BrokerUser.SYSTEM_A, BrokerUser.SYSTEM_B)
			.forEach((user) -> broker.ctl("change_password", user.name(), "another")));
	}

	private static void holdRequestsBack(Runnable alarm, Runnable allClear) {
		alarm.run();
		try (LoadGenerator load = LoadGenerator.start(client)) {
			Awaitility.await().atMost(PATIENCE).untilAsserted(() -> {
				assertThat(ScrapedMetrics.of(pair.systemA()).sum("asyncreply_broker_blocked")).isOne();
				assertThat(brokerHealth()).contains("takes no messages");
			});
			CpuUsageMonitor cpu = CpuUsageMonitor.start(pair.systemA(), pair.systemB());
			awaitMore(load, 150);
			cpu.assertCool();
			assertThat(load.stop()).containsOnly(202);
			assertThat(client.list("ACCEPTED")).hasSizeGreaterThanOrEqualTo(100);
		}
		finally {
			allClear.run();
		}
		InvariantChecker.checkAllSucceeded(pair);
	}

	private static void outlaw(Runnable fault) {
		fault.run();
		try {
			broker.ctl("close_all_connections", "--global", "fault");
			submitAll(100);
			Awaitility.await().atMost(PATIENCE).untilAsserted(() -> assertThat(brokerHealth()).isNotEmpty());
			CpuUsageMonitor.start(pair.systemA(), pair.systemB()).assertCool();
		}
		finally {
			broker.restoreUsers();
		}
		InvariantChecker.checkAllSucceeded(pair);
	}

	private static String brokerHealth() {
		return client.get("/actuator/health").text("/components/broker/details/reason");
	}

	private static void awaitHundredMore() {
		submitAll(100);
		InvariantChecker.checkAllSucceeded(pair);
	}

	private static void submitAll(int count) {
		List<CompletableFuture<JsonResponse>> calls = client.burst(count,
				(i) -> RequestSubmission.text("in trouble " + i));
		assertThat(calls).extracting((call) -> call.join().status()).containsOnly(202);
	}

	private static void awaitMore(LoadGenerator load, int count) {
		int before = load.size();
		Awaitility.await().atMost(PATIENCE).until(() -> load.size() >= before + count);
	}

	private static void inTheBroker(BrokerAction fault) {
		try (Connection connection = broker.newConnectionFactory(pair.virtualHost(), BrokerUser.ADMINISTRATOR)
			.newConnection(); Channel channel = connection.createChannel()) {
			fault.strike(channel);
		}
		catch (IOException | TimeoutException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** What an administrator breaks. */
	private interface BrokerAction {

		void strike(Channel channel) throws IOException;

	}

}
