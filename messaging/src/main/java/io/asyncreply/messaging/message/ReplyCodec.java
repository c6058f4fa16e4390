package io.asyncreply.messaging.message;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import io.asyncreply.messages.Problem;
import io.asyncreply.messages.RawJson;
import io.asyncreply.messages.Reply;
import io.asyncreply.messages.Reply.Failed;
import io.asyncreply.messages.Reply.Progress;
import io.asyncreply.messages.Reply.Succeeded;
import io.asyncreply.messaging.json.MalformedJsonException;
import io.asyncreply.messaging.json.StrictJson;
import org.jspecify.annotations.Nullable;

/**
 * Encodes and decodes the body of a reply. The property {@code type} selects the record.
 */
final class ReplyCodec {

	private static final String SUCCEEDED = "succeeded";

	private static final String FAILED = "failed";

	static final String PROGRESS = "progress";

	/** Values of the property {@code type}. */
	static final Set<String> TYPES = Set.of(SUCCEEDED, FAILED, PROGRESS);

	private static final String RESULT = "result";

	private static final String DURATIONS = "durations";

	/** Longer durations are cut, so that sums of them do not overflow. */
	private static final Duration MAX_DURATION = Duration.ofDays(365);

	private ReplyCodec() {
	}

	static String typeOf(Reply reply) {
		if (reply instanceof Succeeded) {
			return SUCCEEDED;
		}
		return (reply instanceof Failed) ? FAILED : PROGRESS;
	}

	static RawJson encode(Reply reply) {
		return (reply instanceof Succeeded succeeded) ? encodeSucceeded(succeeded) : StrictJson.write(reply);
	}

	static Reply decode(String type, byte[] body) {
		return switch (type) {
			case SUCCEEDED -> decodeSucceeded(StrictJson.members(body));
			case FAILED -> StrictJson.bindComplete(StrictJson.check(body), FailedBody.class).toReply();
			default -> requireInRange(StrictJson.bindComplete(StrictJson.check(body), Progress.class));
		};
	}

	/** Writes the result as its bytes, without parsing it again. */
	private static RawJson encodeSucceeded(Succeeded succeeded) {
		RawJson durations = StrictJson.write(succeeded.durations());
		ByteArrayOutputStream body = new ByteArrayOutputStream(succeeded.result().length() + durations.length() + 32);
		body.writeBytes("{\"result\":".getBytes(StandardCharsets.US_ASCII));
		body.writeBytes(succeeded.result().utf8());
		body.writeBytes(",\"durations\":".getBytes(StandardCharsets.US_ASCII));
		body.writeBytes(durations.utf8());
		body.write('}');
		return RawJson.of(body.toByteArray());
	}

	private static Succeeded decodeSucceeded(Map<String, RawJson> members) {
		RawJson result = members.remove(RESULT);
		RawJson durations = members.remove(DURATIONS);
		if (result == null) {
			throw new MalformedJsonException("a success has the member result");
		}
		return new Succeeded(result,
				toTimings((durations != null) ? StrictJson.bindTolerant(durations, DurationsBody.class) : null));
	}

	private static Reply.Timings toTimings(@Nullable DurationsBody durations) {
		return (durations != null)
				? new Reply.Timings(withinBounds(durations.held()), withinBounds(durations.processing()))
				: Reply.Timings.NONE;
	}

	private static Duration withinBounds(@Nullable Duration duration) {
		if (duration == null || duration.isNegative()) {
			return Duration.ZERO;
		}
		return (duration.compareTo(MAX_DURATION) > 0) ? MAX_DURATION : duration;
	}

	private static Progress requireInRange(Progress progress) {
		if (progress.percent() < 0 || progress.percent() > 100) {
			throw new MalformedJsonException("percent must be 0 to 100");
		}
		return progress;
	}

	/** Durations in a reply. A missing or negative one is zero. */
	private record DurationsBody(@Nullable Duration held, @Nullable Duration processing) {

	}

	/** Body of a failure. A missing {@code retryable} is false. */
	private record FailedBody(ProblemBody error, @Nullable Boolean retryable, @Nullable DurationsBody durations) {

		Failed toReply() {
			return new Failed(this.error.toProblem(), Boolean.TRUE.equals(this.retryable), toTimings(this.durations));
		}

	}

	/** Problem in a failure. Its type is untrusted and may become a link of a page. */
	private record ProblemBody(String type, String title, @Nullable String detail) {

		private static final int MAX_TYPE_LENGTH = 1_000;

		private static final Pattern ALLOWED_TYPE = Pattern.compile("(?i)(?:urn:|https?://).+|about:blank");

		private static final URI REPLACED_TYPE = Problem.type("handler-failed");

		Problem toProblem() {
			return new Problem(readType(), this.title, this.detail);
		}

		private URI readType() {
			if (this.type.length() > MAX_TYPE_LENGTH || !ALLOWED_TYPE.matcher(this.type).matches()) {
				return REPLACED_TYPE;
			}
			try {
				return new URI(this.type);
			}
			catch (URISyntaxException ex) {
				return REPLACED_TYPE;
			}
		}

	}

}
