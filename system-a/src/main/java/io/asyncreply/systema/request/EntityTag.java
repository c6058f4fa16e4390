package io.asyncreply.systema.request;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;

import io.asyncreply.systema.ledger.Entry;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.HttpHeaders;

/**
 * The states of a request that a caller has seen, by {@code If-None-Match}.
 *
 * @param seen the entity tags, without the mark of weakness: RFC 9110 compares weakly
 * here
 */
record EntityTag(List<String> seen) {

	/** For callers who do not say. */
	static final EntityTag NONE = new EntityTag(List.of());

	/**
	 * Reads what a caller has seen.
	 * @param request the call
	 * @return the tags, none if the caller did not say
	 */
	static EntityTag seenBy(HttpServletRequest request) {
		return new EntityTag(Collections.list(request.getHeaders(HttpHeaders.IF_NONE_MATCH))
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
	static String of(Entry entry) {
		return "\"" + entry.version() + "\"";
	}

	boolean isPresent() {
		return !this.seen.isEmpty();
	}

	boolean matches(Entry entry) {
		return this.seen.contains("*") || this.seen.contains(of(entry));
	}

}
