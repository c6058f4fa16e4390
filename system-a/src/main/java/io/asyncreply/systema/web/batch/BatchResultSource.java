package io.asyncreply.systema.web.batch;

import java.nio.charset.StandardCharsets;
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
import io.asyncreply.systema.ledger.model.Batch;
import io.asyncreply.systema.web.http.AsyncResponder;
import io.asyncreply.systema.web.http.ChunkSource;
import io.asyncreply.systema.web.request.StatusResponse;
import org.jspecify.annotations.Nullable;

/**
 * NDJSON of the requests of a batch in line order, one page per chunk. The next page is
 * read while the current one is being written. The last line says that the download is
 * complete. If a page cannot be read, the last line is a problem instead.
 */
final class BatchResultSource implements ChunkSource {

	private final BatchLedger batchLedger;

	private final RequestId batch;

	private final Executor readAheadExecutor;

	private final String path;

	private FutureTask<List<Batch.BatchLine>> nextPage;

	/** Number of lines in the chunks so far. */
	private long lineCount;

	private boolean finished;

	/**
	 * Creates the results of one download.
	 * @param batchLedger the ledger
	 * @param batch the id of the batch
	 * @param afterLine the results begin behind this line, 0 for all
	 * @param readAheadExecutor reads the next page when it has a free thread
	 * @param path the path of the call, for a problem
	 */
	BatchResultSource(BatchLedger batchLedger, RequestId batch, long afterLine, Executor readAheadExecutor,
			String path) {
		this.batchLedger = batchLedger;
		this.batch = batch;
		this.readAheadExecutor = readAheadExecutor;
		this.path = path;
		this.nextPage = readPage(afterLine);
	}

	@Override
	public byte @Nullable [] poll() {
		if (this.finished) {
			return null;
		}
		try {
			return renderNextPage();
		}
		catch (RuntimeException ex) {
			this.finished = true;
			RawJson problem = AsyncResponder.problemResponse(ex, this.path).body();
			return (problem + "\n").getBytes(StandardCharsets.UTF_8);
		}
	}

	@Override
	public boolean isFinished() {
		return this.finished;
	}

	private byte[] renderNextPage() {
		List<Batch.BatchLine> lines = awaitPage();
		if (lines.isEmpty()) {
			this.finished = true;
			return (StrictJson.write(new EndOfResults(true, this.lineCount)) + "\n").getBytes(StandardCharsets.UTF_8);
		}
		this.lineCount += lines.size();
		this.nextPage = readPage(lines.get(lines.size() - 1).number());
		this.readAheadExecutor.execute(this.nextPage);
		StringBuilder text = new StringBuilder();
		for (Batch.BatchLine line : lines) {
			text.append(toSingleLine(StrictJson.write(BatchLineResponse.of(line)))).append('\n');
		}
		return text.toString().getBytes(StandardCharsets.UTF_8);
	}

	private FutureTask<List<Batch.BatchLine>> readPage(long afterLine) {
		return new FutureTask<>(() -> this.batchLedger.readLines(this.batch, afterLine));
	}

	/** Reads the page on this thread unless the executor has started to read it. */
	private List<Batch.BatchLine> awaitPage() {
		this.nextPage.run();
		try {
			return this.nextPage.get();
		}
		catch (ExecutionException ex) {
			throw new CompletionException(ex.getCause());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new RejectedExecutionException("Shutting down", ex);
		}
	}

	/** Joins the lines of the JSON. Line ends inside JSON strings are always escaped. */
	private static String toSingleLine(RawJson json) {
		return json.toString().replace('\r', ' ').replace('\n', ' ');
	}

	/**
	 * JSON of the last line of a complete download.
	 *
	 * @param end always true
	 * @param lines number of lines before this one
	 */
	private record EndOfResults(boolean end, long lines) {

	}

	/**
	 * JSON of one request of a batch.
	 *
	 * @param line its line number in the upload, counted from 1
	 * @param request its status
	 */
	private record BatchLineResponse(long line, @JsonUnwrapped StatusResponse request) {

		static BatchLineResponse of(Batch.BatchLine line) {
			return new BatchLineResponse(line.number(), StatusResponse.of(line.request(), null));
		}

	}

}
