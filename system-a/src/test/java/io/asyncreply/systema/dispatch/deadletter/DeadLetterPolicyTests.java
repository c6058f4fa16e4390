package io.asyncreply.systema.dispatch.deadletter;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

import io.asyncreply.messages.AmqpNames;
import io.asyncreply.messages.Lane;
import io.asyncreply.messages.RawJson;
import io.asyncreply.messages.Request;
import io.asyncreply.messages.RequestId;
import io.asyncreply.messaging.message.DeadLetter;
import io.asyncreply.messaging.message.DeadLetter.DeathCause;
import io.asyncreply.systema.dispatch.deadletter.DeadLetterPolicy.DeadLetterDecision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link DeadLetterPolicy}.
 */
class DeadLetterPolicyTests {

	private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);

	private static final Duration SINCE_SENT = Duration.ofSeconds(10);

	private static final Duration MINUTE = Duration.ofMinutes(1);

	private static DeadLetterPolicy policy(Optional<Duration> sinceHeartbeat) {
		return new DeadLetterPolicy(CLOCK, (queue) -> sinceHeartbeat,
				(id) -> Optional.of(CLOCK.instant().minus(SINCE_SENT)));
	}

	private static Request request(Duration timeLeft) {
		return new Request(RequestId.generate(CLOCK), "text.process", 1, CLOCK.instant().plus(timeLeft),
				RawJson.of("{}".getBytes(StandardCharsets.UTF_8)), null);
	}

	private static DeadLetter deadLetter(DeathCause cause, Lane lane) {
		return new DeadLetter(cause, AmqpNames.requestQueue("text.process", lane));
	}

	@ParameterizedTest
	@CsvSource({ "EXPIRED, INTERACTIVE, REPUBLISH, REPUBLISH", "EXPIRED, SUSPECT, REPUBLISH, REPUBLISH",
			"MAX_LENGTH, INTERACTIVE, REPUBLISH, REPUBLISH", "MAX_LENGTH, SUSPECT, REPUBLISH, REPUBLISH",
			"REJECTED, INTERACTIVE, TRY_ALONE, TRY_ALONE", "REJECTED, BULK, TRY_ALONE, TRY_ALONE",
			"REJECTED, SUSPECT, REPUBLISH, REPUBLISH", "DELIVERY_LIMIT, INTERACTIVE, REPUBLISH, TRY_ALONE",
			"DELIVERY_LIMIT, BULK, REPUBLISH, TRY_ALONE", "DELIVERY_LIMIT, SUSPECT, REPUBLISH, FAIL",
			"OTHER, INTERACTIVE, REPUBLISH, REPUBLISH", "OTHER, SUSPECT, REPUBLISH, REPUBLISH" })
	void decidesByCauseAndWorker(DeathCause cause, Lane lane, DeadLetterDecision withoutWorker,
			DeadLetterDecision withWorker) {
		DeadLetter deadLetter = deadLetter(cause, lane);
		assertThat(policy(Optional.empty()).decide(deadLetter, request(MINUTE))).isEqualTo(withoutWorker);
		assertThat(policy(Optional.of(Duration.ZERO)).decide(deadLetter, request(MINUTE))).isEqualTo(withWorker);
	}

	@ParameterizedTest
	@EnumSource
	void acknowledgesOnlyExpiredRequestPastDeadline(DeathCause cause) {
		DeadLetterPolicy policy = policy(Optional.of(Duration.ZERO));
		DeadLetter deadLetter = deadLetter(cause, Lane.INTERACTIVE);
		for (Duration timeLeft : List.of(Duration.ZERO, Duration.ofMillis(-1))) {
			assertThat(policy.decide(deadLetter, request(timeLeft))).isEqualTo((cause == DeathCause.EXPIRED)
					? DeadLetterDecision.ACKNOWLEDGE : policy.decide(deadLetter, request(MINUTE)));
		}
	}

	@ParameterizedTest
	@EnumSource
	void republishesBatchedRequestUnlessItExpired(DeathCause cause) {
		for (Optional<Duration> sinceHeartbeat : List.of(Optional.<Duration>empty(), Optional.of(Duration.ZERO))) {
			DeadLetterPolicy policy = policy(sinceHeartbeat);
			DeadLetter deadLetter = deadLetter(cause, Lane.INTERACTIVE);
			assertThat(policy.decideBatched(deadLetter, request(MINUTE))).isEqualTo(DeadLetterDecision.REPUBLISH);
			assertThat(policy.decideBatched(deadLetter, request(Duration.ZERO))).isEqualTo(
					(cause == DeathCause.EXPIRED) ? DeadLetterDecision.ACKNOWLEDGE : DeadLetterDecision.REPUBLISH);
		}
	}

	@Test
	void countsReturnOnlyIfWorkerWasSeenSinceSending() {
		DeadLetter deadLetter = deadLetter(DeathCause.DELIVERY_LIMIT, Lane.INTERACTIVE);
		assertThat(policy(Optional.of(SINCE_SENT)).decide(deadLetter, request(MINUTE)))
			.isEqualTo(DeadLetterDecision.TRY_ALONE);
		assertThat(policy(Optional.of(SINCE_SENT.plusMillis(1))).decide(deadLetter, request(MINUTE)))
			.isEqualTo(DeadLetterDecision.REPUBLISH);
	}

	@Test
	void takesAcceptanceForSendingThatLedgerDoesNotKnow() {
		DeadLetter deadLetter = deadLetter(DeathCause.DELIVERY_LIMIT, Lane.INTERACTIVE);
		Request request = request(MINUTE);
		assertThat(withoutSentAt(Duration.ZERO).decide(deadLetter, request)).isEqualTo(DeadLetterDecision.TRY_ALONE);
		assertThat(withoutSentAt(Duration.ofMillis(1)).decide(deadLetter, request))
			.isEqualTo(DeadLetterDecision.REPUBLISH);
	}

	private static DeadLetterPolicy withoutSentAt(Duration sinceHeartbeat) {
		return new DeadLetterPolicy(CLOCK, (queue) -> Optional.of(sinceHeartbeat), (id) -> Optional.empty());
	}

}
