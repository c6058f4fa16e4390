package io.asyncreply.systemb;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.asyncreply.messages.AmqpNames;
import io.asyncreply.messages.Lane;
import io.asyncreply.messages.Request;
import io.asyncreply.messages.RequestId;
import io.asyncreply.messaging.message.OutboundMessage;
import io.asyncreply.messaging.tracing.TraceParent;
import io.asyncreply.testsupport.broker.BrokerUser;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * System B as delivered: requests in, replies out.
 */
class RequestReplyIT extends AbstractSystemBIT {

	@Test
	void replyCorrelatesWithItsRequest() throws Exception {
		RequestId id = this.requester.submit("text.process", "{\"text\": \"消息A\", \"language\": \"zh\"}");

		ReceivedReply reply = this.requester.awaitEnd(id);

		assertThat(reply.type()).isEqualTo("succeeded");
		assertThat(reply.attempt()).isOne();
		assertThat(reply.body().at("/result/text").asString()).isEqualTo("处理后的消息：消息A");
		assertThat(Duration.parse(reply.body().at("/durations/processing").asString())).isPositive();
		assertThat(reply.properties().getMessageId()).isEqualTo(id.toString());
		assertThat(reply.properties().getUserId()).isEqualTo(BrokerUser.SYSTEM_B.name());
		assertThat(reply.properties().getAppId()).isEqualTo("system-b");
	}

	@Test
	void replyBelongsToTheTraceOfItsRequest() throws Exception {
		TraceParent trace = new TraceParent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00");
		OutboundMessage message = this.requester.message("text.process", "{\"text\": \"a\"}").traced(trace);
		OutboundMessage garbled = this.requester.message("text.process", "{\"text\": \"a\"}")
			.traced(new TraceParent("garbage"));

		this.requester.publish(message);
		this.requester.publish(garbled);

		assertThat(this.requester.awaitEnd(message).trace()).isEqualTo(trace);
		assertThat(this.requester.awaitEnd(garbled).trace()).isNull();
	}

	@Test
	void everyRequestIsAnsweredOnce() throws Exception {
		Request request = this.requester.request("text.word-count", "{\"text\": \"a b\"}", Duration.ofMinutes(1));
		List<Request> requests = Stream
			.generate(() -> new Request(newId(), request.operation(), 1, request.deadline(), request.payload()))
			.limit(2_000)
			.toList();
		for (Request each : requests) {
			this.requester.submit(each);
		}

		await().atMost(Duration.ofSeconds(60))
			.until(() -> requests.stream().allMatch((each) -> this.requester.isEnded(each.id())));
		await().until(() -> this.systemB.inHand() == 0);
		assertThat(requests)
			.allSatisfy((each) -> assertThat(this.requester.replies(each.id())).filteredOn(ReceivedReply::isEnd)
				.singleElement()
				.extracting(ReceivedReply::type)
				.isEqualTo("succeeded"));
	}

	@Test
	void bulkLaneIsServedToo() throws Exception {
		OutboundMessage message = this.requester.message("text.process", "{\"text\": \"a\"}");

		this.requester.publish(AmqpNames.requests("text.process", Lane.BULK), message.properties(), message.body());

		assertThat(this.requester.awaitEnd(message).type()).isEqualTo("succeeded");
	}

	@Test
	void invalidPayloadFailsAtOnceAndForGood() throws Exception {
		ReceivedReply reply = this.requester
			.awaitEnd(this.requester.submit("text.process", "{\"text\": \"a\", \"colour\": 1}"));

		assertThat(reply.type()).isEqualTo("failed");
		assertThat(reply.problem()).isEqualTo("invalid-payload");
		assertThat(reply.isRetryable()).isFalse();
	}

	@Test
	void retryableFailureSaysSoUntilTheAttemptThatSucceeds() throws Exception {
		Request first = this.requester.request("work.simulate", "{\"failTimes\": 1}", Duration.ofMinutes(1));
		this.requester.submit(first);
		assertThat(this.requester.awaitEnd(first.id())).matches(ReceivedReply::isRetryable)
			.extracting(ReceivedReply::attempt)
			.isEqualTo(1);

		Request second = new Request(newId(), first.operation(), 2, first.deadline(), first.payload());
		this.requester.submit(second);
		assertThat(this.requester.awaitEnd(second.id())).extracting(ReceivedReply::type, ReceivedReply::attempt)
			.containsExactly("succeeded", 2);
	}

	@Test
	void permanentFailureSaysSo() throws Exception {
		ReceivedReply reply = this.requester
			.awaitEnd(this.requester.submit("work.simulate", "{\"failPermanently\": true}"));

		assertThat(reply.problem()).isEqualTo("simulated-failure");
		assertThat(reply.isRetryable()).isFalse();
	}

	@Test
	void shortWorkIsNeverAnnounced() throws Exception {
		this.requester.awaitEnd(this.requester.submit("work.simulate", "{}")); // warm
		RequestId id = this.requester.submit("work.simulate", "{\"millis\": 10, \"steps\": 5}");

		// However long the machine took for it: nothing before 100 ms.
		long atMost = this.requester.awaitEnd(id).processing().toMillis() / 100;
		assertThat(this.requester.replies(id)).filteredOn((reply) -> !reply.isEnd())
			.hasSizeLessThanOrEqualTo((int) atMost);
	}

	@Test
	void workIsAnnouncedAfterAQuarterOfASecond() throws Exception {
		RequestId id = this.requester.submit("work.simulate", "{\"millis\": 800}");

		this.requester.awaitEnd(id);

		assertThat(this.requester.replies(id)).extracting(ReceivedReply::type).containsExactly("progress", "succeeded");
		assertThat(this.requester.replies(id).get(0).percent()).isZero();
	}

	@Test
	void progressGrowsAndNeverFollowsTheEnd() throws Exception {
		RequestId id = this.requester.submit("work.simulate", "{\"millis\": 1500, \"steps\": 1000}");

		long atMost = this.requester.awaitEnd(id).processing().toMillis() / 100 + 1;
		await().until(() -> this.systemB.inHand() == 0);

		List<ReceivedReply> replies = this.requester.replies(id);
		List<Integer> percents = replies.stream()
			.filter((reply) -> !reply.isEnd())
			.map(ReceivedReply::percent)
			.toList();
		assertThat(percents).isSorted().isNotEmpty().hasSizeLessThanOrEqualTo((int) atMost);
		assertThat(replies.get(replies.size() - 1).type()).isEqualTo("succeeded");
	}

	@Test
	void longWorkGivesSignsOfLife() throws Exception {
		RequestId id = this.requester.submit("work.simulate", "{\"millis\": 11000}");

		this.requester.awaitEnd(id);

		assertThat(this.requester.replies(id)).extracting(ReceivedReply::type)
			.containsExactly("progress", "progress", "succeeded");
	}

	@Test
	void requestPastItsDeadlineIsAnsweredWithoutWork() throws Exception {
		double before = this.systemB.count("asyncreply.requests.skipped", "reason", "expired");
		Request late = this.requester.request("text.process", "{\"text\": \"a\"}", Duration.ofSeconds(-6));
		OutboundMessage message = this.requester.message("text.process", "{\"text\": \"a\"}");

		this.requester.publish(message.routingKey(),
				message.properties()
					.builder()
					.headers(Map.of("attempt", 1, "deadline", late.deadline().toEpochMilli()))
					.build(),
				message.body());

		await().untilAsserted(
				() -> assertThat(this.systemB.count("asyncreply.requests.skipped", "reason", "expired") - before)
					.isOne());
		ReceivedReply reply = this.requester
			.awaitEnd(RequestId.parse(message.properties().getMessageId()).orElseThrow());
		assertThat(reply.problem()).isEqualTo("deadline-exceeded");
		assertThat(reply.isRetryable()).isTrue(); // if the clocks differ, System A knows
													// better
		await().until(() -> this.systemB.inHand() == 0);
	}

	@Test
	void requestBarelyPastItsDeadlineIsProcessedBecauseClocksDiffer() throws Exception {
		OutboundMessage message = this.requester.message("text.process", "{\"text\": \"a\"}");

		this.requester.publish(message.routingKey(),
				message.properties()
					.builder()
					.headers(Map.of("attempt", 1, "deadline", Instant.now().minusSeconds(1).toEpochMilli()))
					.build(),
				message.body());

		RequestId id = RequestId.parse(message.properties().getMessageId()).orElseThrow();
		assertThat(this.requester.awaitEnd(id).type()).isEqualTo("succeeded");
	}

	@Test
	void copyOfRunningWorkIsDroppedAndAcknowledgedWithIt() throws Exception {
		Request request = this.requester.request("work.simulate", "{\"millis\": 1000}", Duration.ofMinutes(1));
		double before = this.systemB.count("asyncreply.requests.skipped", "reason", "duplicate");
		this.requester.submit(request);
		this.requester.submit(request);

		await().untilAsserted(
				() -> assertThat(this.systemB.count("asyncreply.requests.skipped", "reason", "duplicate") - before)
					.isOne());
		this.requester.awaitEnd(request.id());
		await().until(() -> this.systemB.inHand() == 0);

		assertThat(this.requester.replies(request.id()).stream().filter(ReceivedReply::isEnd)).hasSize(1);
		await().untilAsserted(() -> assertThat(this.requester.messages()).doesNotContainKey("requests.work.simulate"));
	}

	@Test
	void actuatorShowsQueuesAndLatency() throws Exception {
		this.requester.awaitEnd(this.requester.submit("text.process", "{\"text\": \"a\"}"));

		await().untilAsserted(() -> {
			JsonNode line = this.systemB.actuator("queues").at("/queues/0");
			assertThat(line.at("/name").asString()).isEqualTo("requests.text.process");
			assertThat(line.at("/operation").asString()).isEqualTo("text.process");
			assertThat(line.at("/lane").asString()).isEqualTo("interactive");
			assertThat(line.at("/depth").asInt(-1)).isZero();
			assertThat(line.at("/consumers").asInt()).isOne();
			assertThat(line.at("/slots").asInt()).isEqualTo(8);
			assertThat(line.at("/meanProcessing").asDouble()).isPositive();
		});
		assertThat(this.systemB.text("prometheus"))
			.contains("asyncreply_queue_depth{application=\"system-b\",queue=\"requests.text.process\"} 0.0")
			.contains("asyncreply_queue_consumers{application=\"system-b\",queue=\"requests.text.process\"} 1.0")
			.contains("asyncreply_slots{application=\"system-b\",lane=\"bulk\",operation=\"text.process\"} 8.0")
			.contains("asyncreply_in_hand{application=\"system-b\",lane=\"interactive\",operation=\"text.process\"}")
			.contains("asyncreply_publishes_total{application=\"system-b\",outcome=\"confirmed\"}")
			.contains("asyncreply_stage_duration_seconds_bucket{application=\"system-b\",operation=\"text.process\","
					+ "stage=\"reply\",le=\"+Inf\"}")
			.contains("asyncreply_processing_duration_seconds_bucket{application=\"system-b\",lane=\"interactive\","
					+ "operation=\"text.process\",outcome=\"succeeded\",le=\"+Inf\"}");
		assertThat(this.systemB.actuator("health/readiness").at("/status").asString()).isEqualTo("UP");
	}

	private static RequestId newId() {
		return RequestId.next(Clock.systemUTC());
	}

}
