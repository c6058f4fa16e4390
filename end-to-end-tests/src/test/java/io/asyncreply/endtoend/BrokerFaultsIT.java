package io.asyncreply.endtoend;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.concurrent.TimeoutException;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.asyncreply.messages.Channels;
import io.asyncreply.testsupport.BrokerUser;
import io.asyncreply.testsupport.TestBroker;
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

	private static Pair pair;

	private static Client client;

	@BeforeAll
	static void startPair() {
		pair = PairPlan.withBroker("broker-faults").start();
		broker = pair.broker();
		client = pair.client();
	}

	@AfterAll
	static void checkAndClose() {
		try {
			Invariants.checkBrokerIsQuiescent(pair);
		}
		finally {
			pair.close();
		}
	}

	@Test
	void hundredTimesWithoutConnectionsAndTheChannelsAreWhatTheyWere() {
		awaitHundredMore();
		Footprint before = Footprint.of(pair);
		try (Load load = Load.start(client)) {
			broker.ctl("eval", "[begin rabbit_networking:close_connections(rabbit_networking:connections(), \"fault\"),"
					+ " timer:sleep(250) end || _ <- lists:seq(1, 100)].");
			assertThat(load.stop()).containsOnly(202);
		}
		Invariants.checkAllSucceeded(pair);
		Footprint.awaitNoMoreThan(before, pair);
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
		try (Load load = Load.start(client)) {
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
		Invariants.checkAllSucceeded(pair);
	}

	@Test
	void deletedQueuesAreDeclaredAgainAndUsed() {
		inTheBroker((channel) -> {
			channel.queueDelete(TEXT_PROCESS);
			channel.queueDelete(Channels.REPLIES);
			channel.queueDelete(Channels.DEAD_LETTERS);
		});
		awaitHundredMore();
	}

	@Test
	void deletedExchangesAreDeclaredAgainAndUsed() {
		inTheBroker((channel) -> {
			channel.exchangeDelete(Channels.REQUESTS_EXCHANGE);
			channel.exchangeDelete(Channels.REPLIES_EXCHANGE);
		});
		awaitHundredMore();
	}

	@Test
	@Tag("long")
	void removedBindingsAreBoundAgain() {
		inTheBroker((channel) -> {
			channel.queueUnbind(TEXT_PROCESS, Channels.REQUESTS_EXCHANGE, TEXT_PROCESS);
			channel.queueUnbind(Channels.REPLIES, Channels.REPLIES_EXCHANGE, Channels.REPLIES);
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
			CpuWatch cpu = CpuWatch.start(pair.systemA());
			cpu.assertCool();
			assertThat(refused()).as("tried again and again while the queue is full").isLessThan(2_500);
			pair.startSystemB();
			Invariants.checkAllSucceeded(pair);
			cpu.assertCool();
		}
		finally {
			broker.ctl("clear_policy", "--vhost", pair.virtualHost(), "short");
		}
	}

	private static double refused() {
		return Metrics.of(pair.systemA()).sum("asyncreply_publishes_total", "outcome=\"refused\"");
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
		try (Load load = Load.start(client)) {
			Awaitility.await().atMost(PATIENCE).untilAsserted(() -> {
				assertThat(Metrics.of(pair.systemA()).sum("asyncreply_broker_blocked")).isOne();
				assertThat(brokerHealth()).contains("takes no messages");
			});
			CpuWatch cpu = CpuWatch.start(pair.systemA(), pair.systemB());
			awaitMore(load, 150);
			cpu.assertCool();
			assertThat(load.stop()).containsOnly(202);
			assertThat(client.list("ACCEPTED")).hasSizeGreaterThanOrEqualTo(100);
		}
		finally {
			allClear.run();
		}
		Invariants.checkAllSucceeded(pair);
	}

	private static void outlaw(Runnable fault) {
		fault.run();
		try {
			broker.ctl("close_all_connections", "--global", "fault");
			submitAll(100);
			Awaitility.await().atMost(PATIENCE).untilAsserted(() -> assertThat(brokerHealth()).isNotEmpty());
			CpuWatch.start(pair.systemA(), pair.systemB()).assertCool();
		}
		finally {
			broker.restoreUsers();
		}
		Invariants.checkAllSucceeded(pair);
	}

	private static String brokerHealth() {
		return client.get("/actuator/health").text("/components/broker/details/reason");
	}

	private static void awaitHundredMore() {
		submitAll(100);
		Invariants.checkAllSucceeded(pair);
	}

	private static void submitAll(int count) {
		List<CompletableFuture<Answer>> calls = client.burst(count, (i) -> Submission.text("in trouble " + i));
		assertThat(calls).extracting((call) -> call.join().status()).containsOnly(202);
	}

	private static void awaitMore(Load load, int count) {
		int before = load.size();
		Awaitility.await().atMost(PATIENCE).until(() -> load.size() >= before + count);
	}

	private static void inTheBroker(Fault fault) {
		try (Connection connection = broker.newConnectionFactory(pair.virtualHost(), BrokerUser.ADMINISTRATOR)
			.newConnection(); Channel channel = connection.createChannel()) {
			fault.strike(channel);
		}
		catch (IOException | TimeoutException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** What an administrator breaks. */
	private interface Fault {

		void strike(Channel channel) throws IOException;

	}

}
