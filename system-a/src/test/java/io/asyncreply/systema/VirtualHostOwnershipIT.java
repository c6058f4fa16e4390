package io.asyncreply.systema;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;

import com.rabbitmq.client.AMQP.BasicProperties;
import io.asyncreply.messages.AmqpNames;
import io.asyncreply.messages.RequestId;
import io.asyncreply.messaging.diagnostics.BrokerDoctor;
import io.asyncreply.messaging.diagnostics.Finding;
import io.asyncreply.messaging.topology.VirtualHostOwnership;
import io.asyncreply.systema.ledger.model.RequestState;
import io.asyncreply.testsupport.AsyncReplyClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A virtual host that belongs to one ledger, and the System A of another.
 */
@Tag("extended")
@Timeout(120)
class VirtualHostOwnershipIT {

	private static final String OTHER_LEDGER = "0123456789abcdef";

	private static final Duration LONG = Duration.ofMinutes(10);

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	@TempDir
	Path folder;

	@TempDir
	Path otherFolder;

	private SystemAWithBroker systemA;

	@BeforeEach
	void start() throws Exception {
		this.systemA = new SystemAWithBroker(this.folder);
	}

	@AfterEach
	void stop() throws Exception {
		this.systemA.close();
	}

	@Test
	void keepsOutSecondLedgerUntilTheOwnerIsDeleted() {
		List<RequestId> ids = this.systemA.submit(Collections.nCopies(24, LONG));
		try (ConfigurableApplicationContext second = this.systemA.launch(this.otherFolder)) {
			await().atMost(TIMEOUT)
				.untilAsserted(() -> assertThat(second.getBean("ledgerHealthIndicator", HealthIndicator.class).health())
					.satisfies((health) -> assertThat(health.getStatus()).isEqualTo(Status.OUT_OF_SERVICE))
					.satisfies((health) -> assertThat(String.valueOf(health.getDetails().get("reason")))
						.contains("belongs to another ledger")));
			assertThat(second.getBean(BrokerDoctor.class).findings()).anySatisfy((finding) -> {
				assertThat(finding.problem()).contains(ledgerOf(second)).contains("belongs to the ledger");
				assertThat(finding.fix()).contains("RABBITMQ_VIRTUAL_HOST").contains("delete_queue");
			});
			assertRefused(second);
			ids.forEach((id) -> this.systemA.publish(this.systemA.reply(id, 1, SystemAWithBroker.SUCCESS)));
			ids.forEach((id) -> this.systemA.awaitState(id, RequestState.SUCCEEDED));
			assertThat(this.systemA.countConsumers(AmqpNames.REPLIES_QUEUE)).isOne();
			assertThat(this.systemA.countMessages(AmqpNames.PARKING_QUEUE)).isZero();
			assertThat(this.systemA.findings()).extracting(Finding::problem)
				.noneMatch((text) -> text.contains("ledger"));
			this.systemA.context().close();
			deleteOwner();
			await().atMost(TIMEOUT).until(() -> this.systemA.countConsumers(AmqpNames.REPLIES_QUEUE) == 1);
			assertThat(submit(second).statusCode()).isEqualTo(202);
		}
	}

	@Test
	void takesOverVirtualHostThatItsOwnerHasLeft() {
		this.systemA.context().close();
		this.systemA.onChannel((channel) -> channel.queueDelete("requests.work.simulate")); // as
																							// if
																							// unknown
		try (ConfigurableApplicationContext second = this.systemA.launch(this.otherFolder)) {
			await().atMost(TIMEOUT).until(() -> this.systemA.countConsumers(AmqpNames.REPLIES_QUEUE) == 1);
			assertThat(submit(second).statusCode()).isEqualTo(202);
		}
	}

	@Test
	void doesNotTakeOverMessagesOfStoppedOwner() {
		this.systemA.submit(LONG);
		await().atMost(TIMEOUT).until(() -> this.systemA.countReady("requests.text.process") == 1);
		this.systemA.context().close();
		try (ConfigurableApplicationContext second = this.systemA.launch(this.otherFolder)) {
			await().atMost(TIMEOUT).untilAsserted(() -> assertRefused(second));
			await().during(Duration.ofSeconds(5)).atMost(TIMEOUT).until(() -> submit(second).statusCode() == 503);
			assertThat(this.systemA.countReady("requests.text.process")).isOne();
		}
	}

	@Test
	void returnsRepliesAndDeadLettersToTheNewOwner() {
		changeOwner();
		this.systemA.publish(this.systemA.reply(newId(), OTHER_LEDGER, SystemAWithBroker.SUCCESS));
		this.systemA.onChannel((channel) -> {
			channel.basicPublish(AmqpNames.DEAD_LETTERS_EXCHANGE, AmqpNames.DEAD_LETTERS_QUEUE,
					new BasicProperties.Builder().headers(Map.of("ledger", OTHER_LEDGER)).build(), new byte[0]);
			return null;
		});
		for (String queue : List.of(AmqpNames.REPLIES_QUEUE, AmqpNames.DEAD_LETTERS_QUEUE)) {
			await().atMost(TIMEOUT).until(() -> this.systemA.countConsumers(queue) == 0);
			await().atMost(TIMEOUT).until(() -> this.systemA.countReady(queue) == 1);
		}
		assertThat(this.systemA.countMessages(AmqpNames.PARKING_QUEUE)).isZero();
		assertRefused(this.systemA.context());
	}

	@Test
	void handlesMessagesOfOtherLedgersWhileItOwnsTheVirtualHost() {
		RequestId known = this.systemA.submit(LONG);
		this.systemA.consume(known);
		this.systemA.publish(this.systemA.reply(known, OTHER_LEDGER, SystemAWithBroker.SUCCESS));
		this.systemA.publish(this.systemA.reply(newId(), OTHER_LEDGER, SystemAWithBroker.SUCCESS));
		this.systemA.awaitState(known, RequestState.SUCCEEDED);
		await().atMost(TIMEOUT).until(() -> this.systemA.countReady(AmqpNames.PARKING_QUEUE) == 1);
		assertThat(this.systemA.count("asyncreply.messages.parked", "reason", "unknown-request")).isOne();
	}

	@Test
	void namesItsLedgerInRequests() {
		RequestId id = this.systemA.submit(LONG);
		assertThat(String.valueOf(this.systemA.consume(id).getProps().getHeaders().get("ledger")))
			.isEqualTo(ledgerOf(this.systemA.context()));
	}

	private void deleteOwner() {
		this.systemA.onChannel((channel) -> channel.queueDelete(AmqpNames.LEDGER_QUEUE));
	}

	/** As if an operator had deleted the queue while two System A run. */
	private void changeOwner() {
		deleteOwner();
		this.systemA.onChannel((channel) -> {
			new VirtualHostOwnership(OTHER_LEDGER).declare(channel);
			return null;
		});
	}

	private static void assertRefused(ConfigurableApplicationContext context) {
		HttpResponse<String> response = submit(context);
		assertThat(response.statusCode()).isEqualTo(503);
		assertThat(response.body()).contains("belongs to another ledger", "Nothing was stored");
	}

	private static HttpResponse<String> submit(ConfigurableApplicationContext context) {
		int port = context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
		AsyncReplyClient client = AsyncReplyClient.ofPort(port);
		return client.send(client.submission(SystemAWithoutBroker.HELLO));
	}

	private static String ledgerOf(ConfigurableApplicationContext context) {
		return context.getBean(VirtualHostOwnership.class).ledger();
	}

	private static RequestId newId() {
		return RequestId.generate(Clock.systemUTC());
	}

}
