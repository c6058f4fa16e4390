package io.asyncreply.systema.request;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.asyncreply.messages.Json;
import io.asyncreply.messages.RequestId;
import io.asyncreply.messages.StrictJson;
import io.asyncreply.systema.ledger.BatchLine;
import io.asyncreply.systema.ledger.Batches;
import org.jspecify.annotations.Nullable;

/**
 * The requests of a batch in the order of their lines, each as a line of its own; told a
 * page at a time. A download that cannot go on ends with a line that is a problem.
 */
final class BatchResults implements Telling {

	/** A result may hold some between its values. */
	private final Batches batches;

	private final RequestId batch;

	private final String path;

	private long after;

	private boolean over;

	/**
	 * Makes the results.
	 * @param batches where to read
	 * @param batch the batch
	 * @param after the line before the first one
	 * @param path the path that was called
	 */
	BatchResults(Batches batches, RequestId batch, long after, String path) {
		this.batches = batches;
		this.batch = batch;
		this.after = after;
		this.path = path;
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
			Json problem = Exchange.refuse(ex, this.path).body();
			return problem + "\n";
		}
	}

	@Override
	public boolean isOver() {
		return this.over;
	}

	private @Nullable String page() {
		List<BatchLine> lines = this.batches.read(this.batch, this.after);
		if (lines.isEmpty()) {
			this.over = true;
			return null;
		}
		StringBuilder page = new StringBuilder();
		for (BatchLine line : lines) {
			page.append(onOneLine(StrictJson.write(View.of(line)))).append('\n');
			this.after = line.number();
		}
		return page.toString();
	}

	/** A result may have been written on several lines; in its strings no line ends. */
	private static String onOneLine(Json json) {
		return json.toString().replace('\r', ' ').replace('\n', ' ');
	}

	/**
	 * A request of a batch.
	 *
	 * @param line its line in the upload
	 * @param request where it stands
	 */
	private record View(long line, @JsonUnwrapped StatusView request) {

		static View of(BatchLine line) {
			return new View(line.number(), StatusView.of(line.entry(), null));
		}

	}

}
