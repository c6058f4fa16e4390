package io.asyncreply.systema.web.http;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;

import io.asyncreply.systema.ledger.model.StoredRequest;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.HttpHeaders;

/**
 * Entity tags of an {@code If-None-Match} header: the versions of a request that the
 * caller has seen.
 *
 * @param tags the entity tags without {@code W/}, because RFC 9110 prescribes the weak
 * comparison
 */
public record IfNoneMatch(List<String> tags) {

	/** No header. */
	public static final IfNoneMatch NONE = new IfNoneMatch(List.of());

	/**
	 * Parses the header.
	 * @param request the call
	 * @return the tags; none if there is no header
	 */
	public static IfNoneMatch parse(HttpServletRequest request) {
		return new IfNoneMatch(Collections.list(request.getHeaders(HttpHeaders.IF_NONE_MATCH))
			.stream()
			.flatMap((header) -> Arrays.stream(header.split(",")))
			.map((tag) -> tag.trim().replaceFirst("^W/", ""))
			.toList());
	}

	/**
	 * Creates the entity tag of a row.
	 * @param request the row
	 * @return its version as a strong entity tag
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
