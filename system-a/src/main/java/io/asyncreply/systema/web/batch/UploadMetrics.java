package io.asyncreply.systema.web.batch;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Counts what comes in by upload.
 *
 * @param accepted lines that were let in
 * @param repeated lines that earlier uploads had stored
 * @param refused lines that were refused
 * @param complete uploads that were stored to their end
 * @param broken uploads that ended too early
 */
record UploadMetrics(Counter accepted, Counter repeated, Counter refused, Counter complete, Counter broken) {

	static UploadMetrics of(MeterRegistry meters) {
		return new UploadMetrics(lineCounter(meters, "accepted"), lineCounter(meters, "repeated"),
				lineCounter(meters, "refused"), uploadCounter(meters, "complete"), uploadCounter(meters, "broken"));
	}

	private static Counter lineCounter(MeterRegistry meters, String outcome) {
		return Counter.builder("asyncreply.bulk.lines")
			.description("Lines of uploads, by what became of them")
			.tag("outcome", outcome)
			.register(meters);
	}

	private static Counter uploadCounter(MeterRegistry meters, String outcome) {
		return Counter.builder("asyncreply.bulk.uploads")
			.description("Uploads that have ended, well or not")
			.tag("outcome", outcome)
			.register(meters);
	}

}
