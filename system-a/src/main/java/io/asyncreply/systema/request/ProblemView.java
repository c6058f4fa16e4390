package io.asyncreply.systema.request;

import java.net.URI;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.asyncreply.messages.StrictJson;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/**
 * A problem as RFC 9457 writes it.
 *
 * @param type the kind
 * @param title the kind in a few words
 * @param status the status of the answer
 * @param detail what happened this time
 * @param instance the path that was called
 * @param particulars what else there is to say
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record ProblemView(URI type, String title, int status, @Nullable String detail, @Nullable String instance,
		@JsonUnwrapped Particulars particulars) {

	private static final URI BLANK = URI.create("about:blank");

	private static final int MAX_INSTANCE_LENGTH = 200;

	/**
	 * Answers a refused call.
	 * @param refusal why it is refused
	 * @param path the path as it was called
	 * @return the answer
	 */
	static Answer of(Refusal refusal, String path) {
		ProblemKind kind = refusal.kind();
		Answer answer = new ProblemView(kind.type(), kind.title(), kind.status(), refusal.detail(), instance(path),
				refusal.particulars())
			.answer();
		for (Map.Entry<String, String> header : refusal.headers().entrySet()) {
			answer = answer.with(header.getKey(), header.getValue());
		}
		return answer;
	}

	/**
	 * Answers with nothing but a status, where that is all there is to say.
	 * @param status the status of an error
	 * @param path the path as it was called
	 * @return the answer
	 */
	static Answer ofBare(int status, String path) {
		return ProblemKind.ofBare(status)
			.map((kind) -> new ProblemView(kind.type(), kind.title(), status, null, instance(path), Particulars.NONE))
			.orElseGet(() -> new ProblemView(BLANK, phrase(status), status, null, instance(path), Particulars.NONE))
			.answer();
	}

	private Answer answer() {
		return new Answer(this.status, Map.of(HttpHeaders.CONTENT_TYPE, Answer.PROBLEM_JSON), StrictJson.write(this));
	}

	private static @Nullable String instance(String path) {
		return (path.length() <= MAX_INSTANCE_LENGTH && path.chars().allMatch((c) -> c > ' ' && c < 0x7F)) ? path
				: null;
	}

	private static String phrase(int status) {
		HttpStatus known = HttpStatus.resolve(status);
		return (known != null) ? known.getReasonPhrase() : "Error";
	}

}
