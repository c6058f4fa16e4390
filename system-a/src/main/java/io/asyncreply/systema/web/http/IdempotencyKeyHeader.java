package io.asyncreply.systema.web.http;

import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.asyncreply.systema.Sha256;
import io.asyncreply.systema.ledger.model.NewRequest;
import io.asyncreply.systema.web.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * Parses the {@code Idempotency-Key} header. It is a string of a structured field (RFC
 * 9651): 1 to 255 printable ASCII characters in double quotes. Letters, digits and
 * {@code - . _ ~ : / + = @} need no quotes.
 */
public final class IdempotencyKeyHeader {

	static final String HEADER = "Idempotency-Key";

	private static final Pattern KEY = Pattern
		.compile("([A-Za-z0-9._~:/+=@-]{1,255})|\"((?:[ !#-\\[\\]-~]|\\\\[\"\\\\]){1,255})\"");

	private static final Pattern ESCAPE = Pattern.compile("\\\\(.)");

	private IdempotencyKeyHeader() {
	}

	/**
	 * Parses the key of a submission.
	 * @param request the call
	 * @param body its body; the fingerprint is computed from it
	 * @return the key and the fingerprint; null if there is no header
	 * @throws ProblemException 400 if there are several headers or the key is invalid
	 */
	public static NewRequest.@Nullable IdempotencyData parse(HttpServletRequest request, byte[] body) {
		String key = parse(request);
		return (key != null) ? new NewRequest.IdempotencyData(key, Sha256.hexOf(body)) : null;
	}

	/**
	 * Parses the key of a call.
	 * @param request the call
	 * @return the key; null if there is no header
	 * @throws ProblemException 400 if there are several headers or the key is invalid
	 */
	public static @Nullable String parse(HttpServletRequest request) {
		List<String> headers = Collections.list(request.getHeaders(HEADER));
		if (headers.isEmpty()) {
			return null;
		}
		Matcher key = KEY.matcher(headers.get(0));
		if (headers.size() > 1 || !key.matches()) {
			throw ProblemException.invalid(HEADER,
					"must be one key of 1 to 255 printable ASCII characters in double quotes; letters, digits and - . _ ~ : / + = @ need no quotes");
		}
		return (key.group(1) != null) ? key.group(1) : ESCAPE.matcher(key.group(2)).replaceAll("$1");
	}

}
