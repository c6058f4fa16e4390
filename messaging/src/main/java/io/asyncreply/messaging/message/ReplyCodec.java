package io.asyncreply.messaging.message;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;

import io.asyncreply.messages.RawJson;
import io.asyncreply.messages.Reply;
import io.asyncreply.messages.Reply.Failed;
import io.asyncreply.messages.Reply.Progress;
import io.asyncreply.messages.Reply.Succeeded;
import io.asyncreply.messaging.json.MalformedJsonException;
import io.asyncreply.messaging.json.StrictJson;

/**
 * Encodes and decodes the body of a reply. The property {@code type} selects the record.
 */
final class ReplyCodec {

	private static final String SUCCEEDED = "succeeded";

	private static final String FAILED = "failed";

	private static final String PROGRESS = "progress";

	/** Values of the property {@code type}. */
	static final Set<String> TYPES = Set.of(SUCCEEDED, FAILED, PROGRESS);

	private static final String RESULT = "result";

	private static final String DURATIONS = "durations";

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
			case FAILED -> requireComplete(StrictJson.bind(StrictJson.check(body), Failed.class));
			default -> requireInRange(StrictJson.bind(StrictJson.check(body), Progress.class));
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
		if (result == null || !members.isEmpty()) {
			throw new MalformedJsonException("a success has only the members result and durations");
		}
		return new Succeeded(result,
				(durations != null) ? StrictJson.bind(durations, Reply.Timings.class) : Reply.Timings.NONE);
	}

	@SuppressWarnings("NullAway") // a message can omit members that the type requires
	private static Failed requireComplete(Failed failed) {
		if (failed.error() == null || failed.error().type() == null || failed.error().title() == null) {
			throw new MalformedJsonException("a failure has an error with type and title");
		}
		return (failed.durations() != null) ? failed
				: new Failed(failed.error(), failed.retryable(), Reply.Timings.NONE);
	}

	private static Progress requireInRange(Progress progress) {
		if (progress.percent() < 0 || progress.percent() > 100) {
			throw new MalformedJsonException("percent must be 0 to 100");
		}
		return progress;
	}

}
