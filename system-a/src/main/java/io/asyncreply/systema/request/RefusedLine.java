package io.asyncreply.systema.request;

import java.net.URI;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * A line of an upload that was refused, like a problem.
 *
 * @param line its number
 * @param type the kind
 * @param title the kind in a few words
 * @param detail what is wrong with it
 * @param errors one by one
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record RefusedLine(long line, URI type, String title, String detail, List<FieldError> errors) {

	static RefusedLine of(long line, Refusal refusal) {
		return new RefusedLine(line, refusal.kind().type(), refusal.kind().title(), refusal.detail(),
				refusal.particulars().errors());
	}

}
