package io.asyncreply.endtoend.harness;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
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
import io.asyncreply.messages.operation.OperationRegistry;
import io.asyncreply.messaging.topology.Topology;
import io.asyncreply.testsupport.broker.BrokerUser;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What has to hold once the trouble is over, whatever it was.
 */
public final class InvariantChecker {

	private static final Duration PATIENCE = Duration.ofSeconds(90);

	private static final List<String> OPEN = List.of("ACCEPTED", "QUEUED", "RUNNING");

	private static final List<String> ENDED = List.of("SUCCEEDED", "FAILED", "EXPIRED", "CANCELLED");

	private final SystemPair pair;

	private InvariantChecker(SystemPair pair) {
		this.pair = pair;
	}

	/**
	 * Repeats what got no answer, waits until every request has ended, and checks.
	 * @return how many requests ended in which state
	 */
	public static Map<String, Long> check(SystemPair pair) {
		InvariantChecker invariants = new InvariantChecker(pair);
		pair.journal().unanswered().forEach(pair.client()::submit);
		List<JsonNode> requests = invariants.everyRequestEnds();
		invariants.acceptedIsFoundAndNothingElse(requests);
		invariants.everyRequestHasEndedOnce(requests);
		invariants.resultsBelongToTheirPayloads(requests);
		invariants.queuesAreEmpty();
		assertThat(pair.client().list(null)).isEqualTo(requests);
		assertThat(pair.journal().violations()).as("what callers read").isEmpty();
		return countByState(requests);
	}

	/** Checks, and that no request ended otherwise than well. */
	public static void checkAllSucceeded(SystemPair pair) {
		assertThat(check(pair)).containsOnlyKeys("SUCCEEDED");
	}

	/**
	 * Waits until the broker holds nothing any more, by its own account, and no queues
	 * but ours.
	 */
	public static void checkBrokerIsQuiescent(SystemPair pair) {
		Set<String> ours = Set.copyOf(new Topology(OperationRegistry.catalogue(false)).queues());
		Awaitility.await()
			.atMost(PATIENCE)
			.untilAsserted(() -> assertThat(BrokerInspector.of(pair).queues()).allSatisfy((queue) -> {
				assertThat(queue.path("messages_ready").asLong()).as("%s", queue).isZero();
				assertThat(queue.path("messages_unacknowledged").asLong()).as("%s", queue).isZero();
				assertThat(queue.path("exclusive").asBoolean(false) || ours.contains(queue.path("name").asString()))
					.as("%s is ours", queue)
					.isTrue();
			}));
	}

	/**
	 * What is tried again may be in one open state while the others are listed: all are
	 * listed once more when none seems to be open.
	 */
	private List<JsonNode> everyRequestEnds() {
		List<JsonNode> requests = new ArrayList<>();
		Awaitility.await().atMost(PATIENCE).untilAsserted(() -> {
			assertThat(OPEN)
				.allSatisfy((state) -> assertThat(this.pair.client().list(state)).as("requests %s", state).isEmpty());
			requests.clear();
			requests.addAll(this.pair.client().list(null));
			assertThat(countByState(requests).keySet()).isSubsetOf(ENDED);
		});
		return requests;
	}

	private void acceptedIsFoundAndNothingElse(List<JsonNode> requests) {
		Set<String> found = requests.stream()
			.map((request) -> request.path("id").asString())
			.collect(Collectors.toCollection(TreeSet::new));
		assertThat(found).as("requests in the ledger")
			.isEqualTo(new TreeSet<>(this.pair.journal().accepted().keySet()));
		assertThat(requests).hasSameSizeAs(found);
	}

	private void everyRequestHasEndedOnce(List<JsonNode> requests) {
		Map<String, Long> counts = countByState(requests);
		assertThat(counts.keySet()).isSubsetOf(ENDED);
		assertThat(counts.values().stream().mapToLong(Long::longValue).sum())
			.isEqualTo(this.pair.journal().countAccepted());
	}

	private void resultsBelongToTheirPayloads(List<JsonNode> requests) {
		Map<String, RequestSubmission> accepted = this.pair.journal().accepted();
		assertThat(requests).allSatisfy((request) -> {
			assertThat(request.has("result")).isEqualTo("SUCCEEDED".equals(request.path("state").asString()));
			assertThat(request.has("error")).isNotEqualTo(request.has("result"));
			RequestSubmission submission = accepted.get(request.path("id").asString());
			assertThat(submission == null || !request.has("result") || submission.fits(request.path("result")))
				.as("the result of %s", request)
				.isTrue();
		});
	}

	private void queuesAreEmpty() {
		Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
			assertThat(messages())
				.allSatisfy((queue, messages) -> assertThat(messages).as("messages in %s", queue).isZero());
			assertThat(ScrapedMetrics.of(this.pair.systemB()).sum("asyncreply_in_hand")).as("in the hands of System B")
				.isZero();
		});
	}

	private Map<String, Long> messages() throws IOException, TimeoutException {
		List<String> queues = new Topology(OperationRegistry.catalogue(false)).queues();
		try (Connection connection = this.pair.broker()
			.newConnectionFactory(this.pair.virtualHost(), BrokerUser.ADMINISTRATOR)
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
