package io.asyncreply.endtoend.harness;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.asyncreply.endtoend.client.RequestSubmission;
import io.asyncreply.messages.AmqpNames;
import io.asyncreply.messages.operation.OperationRegistry;
import io.asyncreply.messaging.topology.Topology;
import io.asyncreply.testsupport.broker.BrokerUser;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Checks the promises of a pair after any fault: no accepted request is lost, and each
 * has exactly one outcome.
 */
public final class InvariantChecker {

	private static final Duration TIMEOUT = Duration.ofSeconds(90);

	private static final List<String> OPEN = List.of("ACCEPTED", "QUEUED", "RUNNING");

	private static final List<String> ENDED = List.of("SUCCEEDED", "FAILED", "EXPIRED", "CANCELLED");

	private final SystemPair systemPair;

	private InvariantChecker(SystemPair systemPair) {
		this.systemPair = systemPair;
	}

	/**
	 * Repeats submissions without a response, waits until all requests are complete, and
	 * checks them.
	 * @return the number of requests by state
	 */
	public static Map<String, Long> check(SystemPair systemPair) {
		InvariantChecker invariantChecker = new InvariantChecker(systemPair);
		systemPair.journal().unanswered().forEach(systemPair.client()::submit);
		List<JsonNode> requests = invariantChecker.awaitAllEnded();
		invariantChecker.assertLedgerHoldsExactlyAccepted(requests);
		invariantChecker.assertEveryRequestEndedOnce(requests);
		invariantChecker.assertResultsMatchPayloads(requests);
		invariantChecker.awaitEmptyQueues();
		assertThat(systemPair.client().list(null)).isEqualTo(requests);
		assertThat(systemPair.journal().violations()).as("states that callers observed").isEmpty();
		return countByState(requests);
	}

	/** Checks the pair, and that all requests succeeded. */
	public static void checkAllSucceeded(SystemPair systemPair) {
		assertThat(check(systemPair)).containsOnlyKeys("SUCCEEDED");
	}

	/**
	 * Waits until all queues of the broker are empty, and checks that it has no other
	 * queues than ours.
	 */
	public static void checkBrokerIsQuiescent(SystemPair systemPair) {
		Set<String> declaredQueues = new HashSet<>(new Topology(OperationRegistry.builtIn(true)).queues());
		declaredQueues.add(AmqpNames.LEDGER_QUEUE);
		Awaitility.await()
			.atMost(TIMEOUT)
			.untilAsserted(() -> assertThat(BrokerInspector.of(systemPair).queues()).allSatisfy((queue) -> {
				assertThat(queue.path("messages_ready").asLong()).as("%s", queue).isZero();
				assertThat(queue.path("messages_unacknowledged").asLong()).as("%s", queue).isZero();
				assertThat(queue.path("exclusive").asBoolean(false)
						|| declaredQueues.contains(queue.path("name").asString()))
					.as("%s is ours", queue)
					.isTrue();
			}));
	}

	/**
	 * Waits until no request is open. Lists all requests once more then, because a
	 * retried request may change between two open states while they are listed.
	 */
	private List<JsonNode> awaitAllEnded() {
		List<JsonNode> requests = new ArrayList<>();
		Awaitility.await().atMost(TIMEOUT).untilAsserted(() -> {
			assertThat(OPEN).allSatisfy(
					(state) -> assertThat(this.systemPair.client().list(state)).as("requests %s", state).isEmpty());
			requests.clear();
			requests.addAll(this.systemPair.client().list(null));
			assertThat(countByState(requests).keySet()).isSubsetOf(ENDED);
		});
		return requests;
	}

	private void assertLedgerHoldsExactlyAccepted(List<JsonNode> requests) {
		Set<String> found = requests.stream()
			.map((request) -> request.path("id").asString())
			.collect(Collectors.toCollection(TreeSet::new));
		assertThat(found).as("requests in the ledger")
			.isEqualTo(new TreeSet<>(this.systemPair.journal().accepted().keySet()));
		assertThat(requests).hasSameSizeAs(found);
	}

	private void assertEveryRequestEndedOnce(List<JsonNode> requests) {
		Map<String, Long> counts = countByState(requests);
		assertThat(counts.keySet()).isSubsetOf(ENDED);
		assertThat(counts.values().stream().mapToLong(Long::longValue).sum())
			.isEqualTo(this.systemPair.journal().countAccepted());
	}

	private void assertResultsMatchPayloads(List<JsonNode> requests) {
		Map<String, RequestSubmission> accepted = this.systemPair.journal().accepted();
		assertThat(requests).allSatisfy((request) -> {
			assertThat(request.has("result")).isEqualTo("SUCCEEDED".equals(request.path("state").asString()));
			assertThat(request.has("error")).isNotEqualTo(request.has("result"));
			RequestSubmission requestSubmission = accepted.get(request.path("id").asString());
			assertThat(requestSubmission == null || !request.has("result")
					|| requestSubmission.matches(request.path("result")))
				.as("the result of %s", request)
				.isTrue();
		});
	}

	private void awaitEmptyQueues() {
		Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
			assertThat(messageCounts())
				.allSatisfy((queue, messages) -> assertThat(messages).as("messages in %s", queue).isZero());
			assertThat(ScrapedMetrics.of(this.systemPair.systemB()).sum("asyncreply_requests_in_flight"))
				.as("requests in flight in System B")
				.isZero();
		});
	}

	private Map<String, Long> messageCounts() throws IOException, TimeoutException {
		List<String> queues = new Topology(OperationRegistry.builtIn(true)).queues();
		try (Connection connection = this.systemPair.broker()
			.newConnectionFactory(this.systemPair.virtualHost(), BrokerUser.ADMINISTRATOR)
			.newConnection(); Channel channel = connection.createChannel()) {
			Map<String, Long> messages = new TreeMap<>();
			for (String queue : queues) {
				messages.put(queue, channel.messageCount(queue));
			}
			return messages;
		}
	}

	private static Map<String, Long> countByState(List<JsonNode> requests) {
		return requests.stream()
			.collect(Collectors.groupingBy((request) -> request.path("state").asString(), Collectors.counting()));
	}

}
