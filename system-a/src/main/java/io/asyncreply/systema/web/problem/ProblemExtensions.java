package io.asyncreply.systema.web.problem;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.asyncreply.systema.estimation.CompletionEstimate;
import io.asyncreply.systema.ledger.model.RequestState;
import io.asyncreply.systema.web.request.StatusResponse;
import org.jspecify.annotations.Nullable;

/**
 * What a problem says beyond what every problem says.
 *
 * @param state the state of the request that does not allow what was asked for
 * @param eta when the request would have ended
 * @param errors what is wrong with the input, one by one
 * @param batch what is stored of an upload that ended too early
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ProblemExtensions(@Nullable RequestState state, StatusResponse.@Nullable EtaResponse eta,
		List<Violation> errors, @Nullable StoredPortion batch) {

	static final ProblemExtensions NONE = new ProblemExtensions(null, null, List.of(), null);

	static ProblemExtensions of(RequestState state) {
		return new ProblemExtensions(state, null, List.of(), null);
	}

	static ProblemExtensions of(CompletionEstimate completionEstimate) {
		return new ProblemExtensions(null, StatusResponse.EtaResponse.of(completionEstimate), List.of(), null);
	}

	static ProblemExtensions of(List<Violation> errors) {
		return new ProblemExtensions(null, null, errors.stream().limit(Violation.MAX_REPORTED).toList(), null);
	}

	ProblemExtensions withBatch(StoredPortion storedPortion) {
		return new ProblemExtensions(this.state, this.eta, this.errors, storedPortion);
	}

	/**
	 * What is stored of an upload that ended too early.
	 *
	 * @param id the batch
	 * @param storedThrough all lines up to this one are stored or refused
	 */
	public record StoredPortion(String id, long storedThrough) {

	}

}
