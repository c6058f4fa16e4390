package io.asyncreply.systema.web.batch;

import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.asyncreply.messages.RawJson;
import io.asyncreply.messages.RequestId;
import io.asyncreply.messaging.json.StrictJson;
import io.asyncreply.systema.ledger.batch.BatchLedger;
import io.asyncreply.systema.ledger.model.BatchLine;
import io.asyncreply.systema.web.http.AsyncResponder;
import io.asyncreply.systema.web.http.ChunkSource;
import io.asyncreply.systema.web.request.StatusResponse;
import org.jspecify.annotations.Nullable;

/**
 * The requests of a batch in the order of their lines, each as a line of its own; told a
 * page at a time, while the next one is being read. A download that cannot go on ends
 * with a line that is a problem.
 */
final class BatchResultSource implements ChunkSource {

	private final BatchLedger batches;

	private final RequestId batch;

	private final Executor readers;

	private final String path;

	private FutureTask<List<BatchLine>> next;

	private boolean over;

	/**
	 * Makes the results.
	 * @param batches where to read
	 * @param batch the batch
	 * @param after the line before the first one
	 * @param readers read ahead, if they have nothing else to do
	 * @param path the path that was called
	 */
	BatchResultSource(BatchLedger batches, RequestId batch, long after, Executor readers, String path) {
		this.batches = batches;
		this.batch = batch;
		this.readers = readers;
		this.path = path;
		this.next = reading(after);
	}

	@Override
	public @Nullable String next() {
		if (this.over) {
			return null;
		}
		try {
			return page();
		}
		catch (RuntimeException ex) {
			this.over = true;
			RawJson problem = AsyncResponder.refuse(ex, this.path).body();
			return problem + "\n";
		}
	}

	@Override
	public boolean isOver() {
		return this.over;
	}

	private @Nullable String page() {
		List<BatchLine> lines = read();
		if (lines.isEmpty()) {
			this.over = true;
			return null;
		}
		this.next = reading(lines.get(lines.size() - 1).number());
		this.readers.execute(this.next);
		StringBuilder page = new StringBuilder();
		for (BatchLine line : lines) {
			page.append(onOneLine(StrictJson.write(BatchLineResponse.of(line)))).append('\n');
		}
		return page.toString();
	}

	private FutureTask<List<BatchLine>> reading(long after) {
		return new FutureTask<>(() -> this.batches.read(this.batch, after));
	}

	/** Here, unless a reader has begun with it. */
	private List<BatchLine> read() {
		this.next.run();
		try {
			return this.next.get();
		}
		catch (ExecutionException ex) {
			throw new CompletionException(ex.getCause());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new RejectedExecutionException("Shutting down", ex);
		}
	}

	/** A result may have been written on several lines; in its strings no line ends. */
	private static String onOneLine(RawJson json) {
		return json.toString().replace('\r', ' ').replace('\n', ' ');
	}

	/**
	 * A request of a batch.
	 *
	 * @param line its line in the upload
	 * @param request where it stands
	 */
	private record BatchLineResponse(long line, @JsonUnwrapped StatusResponse request) {

		static BatchLineResponse of(BatchLine line) {
			return new BatchLineResponse(line.number(), StatusResponse.of(line.entry(), null));
		}

	}

}
