package io.asyncreply.systema.request;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.asyncreply.systema.flow.Estimate;
import io.asyncreply.systema.ledger.State;
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
record Particulars(@Nullable State state, StatusView.@Nullable Eta eta, List<FieldError> errors,
		@Nullable Portion batch) {

	static final Particulars NONE = new Particulars(null, null, List.of(), null);

	static Particulars of(State state) {
		return new Particulars(state, null, List.of(), null);
	}

	static Particulars of(Estimate estimate) {
		return new Particulars(null, StatusView.Eta.of(estimate), List.of(), null);
	}

	static Particulars of(List<FieldError> errors) {
		return new Particulars(null, null, errors.stream().limit(FieldError.MOST).toList(), null);
	}

	Particulars with(Portion portion) {
		return new Particulars(this.state, this.eta, this.errors, portion);
	}

	/**
	 * What is stored of an upload that ended too early.
	 *
	 * @param id the batch
	 * @param storedThrough all lines up to this one are stored or refused
	 */
	record Portion(String id, long storedThrough) {

	}

}
