package io.asyncreply.systema.web.batch;

import java.net.URI;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.asyncreply.systema.web.problem.ProblemException;
import io.asyncreply.systema.web.problem.Violation;

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
record RejectedLine(long line, URI type, String title, String detail, List<Violation> errors) {

	static RejectedLine of(long line, ProblemException problemException) {
		return new RejectedLine(line, problemException.problemType().type(), problemException.problemType().title(),
				problemException.detail(), problemException.errors());
	}

}
