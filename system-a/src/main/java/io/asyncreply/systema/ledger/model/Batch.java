package io.asyncreply.systema.ledger.model;

import java.time.Instant;

import io.asyncreply.messages.RawJson;
import io.asyncreply.messages.RequestId;
import org.jspecify.annotations.Nullable;

/**
 * What the ledger knows of a batch, beside its requests.
 *
 * @param id its id, of the same kind as a request's
 * @param owner who uploaded it
 * @param uploadState how its latest upload is doing
 * @param progress how far that has come
 * @param acceptedAt when its first upload began
 * @param updatedAt when its latest upload last stored something, or broke off
 */
public record Batch(RequestId id, String owner, UploadState uploadState, BatchProgress progress, Instant acceptedAt,
		Instant updatedAt) {

	/**
	 * How an upload is doing.
	 */
	public enum UploadState {

		/** It is coming in. */
		RECEIVING,

		/** It was stored to its end. */
		COMPLETE,

		/** It ended too early; what was stored of it stays. */
		BROKEN

	}

	/**
	 * How far an upload has come.
	 *
	 * @param lines the lines up to here, blank ones not counted
	 * @param refused those among them that were refused
	 * @param refusals a JSON array that tells of the first of these; null if there are
	 * none, or, where progress is written, none since the last time
	 */
	public record BatchProgress(long lines, long refused, @Nullable RawJson refusals) {

	}

}
