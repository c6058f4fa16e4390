package io.asyncreply.benchmarks;

import java.util.List;

/**
 * A rate that several sides can be asked at alike: half of what the slowest of them
 * reached. Who is too slow is left out, for at its rate the others would be idle.
 */
final class CommonRate {

	/** Of what the first of them reached. */
	private static final double LEAST = 0.2;

	private static final double SHARE = 0.5;

	private final List<Series> able;

	CommonRate(List<Series> peers) {
		this.able = peers.stream().filter((series) -> reached(series) >= LEAST * reached(peers.get(0))).toList();
	}

	private static double reached(Series series) {
		return series.median(Measurement::requestsPerSecond);
	}

	List<Side> sides() {
		return this.able.stream().map(Series::side).toList();
	}

	double perSecond() {
		return SHARE * this.able.stream().mapToDouble(CommonRate::reached).min().orElse(0);
	}

}
