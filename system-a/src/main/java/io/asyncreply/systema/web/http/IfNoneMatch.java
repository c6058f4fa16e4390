package io.asyncreply.systema.web.http;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;

import io.asyncreply.systema.ledger.model.StoredRequest;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.HttpHeaders;

/**
 * The states of a request that a caller has seen, by {@code If-None-Match}.
 *
 * @param seen the entity tags, without the mark of weakness: RFC 9110 compares weakly
 * here
 */
public record IfNoneMatch(List<String> seen) {

	/** For callers who do not say. */
	public static final IfNoneMatch NONE = new IfNoneMatch(List.of());

	/**
	 * Reads what a caller has seen.
	 * @param request the call
	 * @return the tags, none if the caller did not say
	 */
	public static IfNoneMatch seenBy(HttpServletRequest request) {
		return new IfNoneMatch(Collections.list(request.getHeaders(HttpHeaders.IF_NONE_MATCH))
			.stream()
			.flatMap((header) -> Arrays.stream(header.split(",")))
			.map((tag) -> tag.trim().replaceFirst("^W/", ""))
			.toList());
	}

	/**
	 * Names a state.
	 * @param entry a row
	 * @return its strong entity tag
	 */
	public static String of(StoredRequest entry) {
		return "\"" + entry.version() + "\"";
	}

	public boolean isPresent() {
		return !this.seen.isEmpty();
	}

	public boolean matches(StoredRequest entry) {
		return this.seen.contains("*") || this.seen.contains(of(entry));
	}

}
