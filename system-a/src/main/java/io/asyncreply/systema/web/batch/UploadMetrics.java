package io.asyncreply.systema.web.batch;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Counters of uploads and their lines.
 *
 * @param accepted lines that an upload stored
 * @param repeated lines that an earlier upload of the same batch had stored
 * @param rejected lines that were rejected, tagged {@code refused}
 * @param complete uploads that were stored completely
 * @param broken uploads that ended before their last line was stored
 */
record UploadMetrics(Counter accepted, Counter repeated, Counter rejected, Counter complete, Counter broken) {

	static UploadMetrics of(MeterRegistry meters) {
		return new UploadMetrics(lineCounter(meters, "accepted"), lineCounter(meters, "repeated"),
				lineCounter(meters, "refused"), uploadCounter(meters, "complete"), uploadCounter(meters, "broken"));
	}

	private static Counter lineCounter(MeterRegistry meters, String outcome) {
		return Counter.builder("asyncreply.bulk.lines")
			.description("Uploaded lines by outcome")
			.tag("outcome", outcome)
			.register(meters);
	}

	private static Counter uploadCounter(MeterRegistry meters, String outcome) {
		return Counter.builder("asyncreply.bulk.uploads")
			.description("Ended uploads by outcome")
			.tag("outcome", outcome)
			.register(meters);
	}

}
