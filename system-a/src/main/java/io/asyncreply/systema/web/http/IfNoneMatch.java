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
 * @param tags the entity tags, without the mark of weakness: RFC 9110 compares weakly
 * here
 */
public record IfNoneMatch(List<String> tags) {

	/** For callers who do not say. */
	public static final IfNoneMatch NONE = new IfNoneMatch(List.of());

	/**
	 * Reads what a caller has seen.
	 * @param request the call
	 * @return the tags, none if the caller did not say
	 */
	public static IfNoneMatch parse(HttpServletRequest request) {
		return new IfNoneMatch(Collections.list(request.getHeaders(HttpHeaders.IF_NONE_MATCH))
			.stream()
			.flatMap((header) -> Arrays.stream(header.split(",")))
			.map((tag) -> tag.trim().replaceFirst("^W/", ""))
			.toList());
	}

	/**
	 * Names a state.
	 * @param request a row
	 * @return its strong entity tag
	 */
	public static String etagOf(StoredRequest request) {
		return "\"" + request.version() + "\"";
	}

	public boolean isPresent() {
		return !this.tags.isEmpty();
	}

	public boolean matches(StoredRequest request) {
		return this.tags.contains("*") || this.tags.contains(etagOf(request));
	}

}
