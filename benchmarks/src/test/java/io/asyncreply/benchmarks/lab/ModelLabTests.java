package io.asyncreply.benchmarks.lab;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;

import javax.xml.parsers.DocumentBuilderFactory;

import io.asyncreply.benchmarks.Arrivals;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * The patterns, the figures and the plots; the rest is shown by running the lab.
 */
class ModelLabTests {

	private static final Experiment EXPERIMENT = Experiment.warmUp(10);

	@Test
	void steadyArrivalsComeAtTheirRate() {
		assertThat(Arrivals.poisson(50, 1_000)).isSorted().hasSizeBetween(49_000, 51_000);
	}

	@Test
	void rampBeginsSlowlyAndEndsFast() {
		List<Double> arrivals = Arrivals.ramp(0, 100, 1_000);
		assertThat(arrivals).isSorted().hasSizeBetween(49_000, 51_000);
		assertThat(arrivals.stream().filter((at) -> at < 500).count() / (double) arrivals.size()).isCloseTo(0.25,
				within(0.02));
	}

	@Test
	void burstComesAtOnce() {
		assertThat(Arrivals.bursts(2, 3, 1.5)).containsExactly(0.0, 0.0, 0.0, 1.5, 1.5, 1.5);
	}

	@Test
	void errorsAreThoseOfLongWaits() {
		List<Observation> observations = List.of(new Observation(0, 9, 12, 10, 9.9, 1),
				new Observation(1, 14, 18, 20, 19.9, 3), new Observation(2, 30, 60, 40, 39.9, 2),
				new Observation(3, 5, 5, 0.1, 0, 0), new Observation(4, Double.NaN, Double.NaN, 7, 6.9, 2));
		assertThat(new Findings(EXPERIMENT, observations).row()).containsExactly("warm-up", "5", "1", "3", "25.0 %",
				"66.7 %", "75.0 %", "1.60");
	}

	@Test
	void nothingIsSaidOfNothing() {
		assertThat(new Findings(EXPERIMENT, List.of()).row()).containsExactly("warm-up", "0", "0", "0", "–", "–", "–",
				"NaN");
	}

	@Test
	void plotIsWellFormedAndBounded() throws Exception {
		List<Observation> observations = new ArrayList<>();
		for (int i = 0; i < 10_000; i++) {
			observations.add(new Observation(i, 2 * i, 3 * i, 4 * i, 0, 0));
		}
		String svg = new Plot(new Findings(EXPERIMENT, observations)).toString();
		assertThat(svg).hasSizeLessThan(200_000);
		assertThat(DocumentBuilderFactory.newInstance()
			.newDocumentBuilder()
			.parse(new InputSource(new StringReader(svg)))
			.getDocumentElement()
			.getTagName()).isEqualTo("svg");
	}

}
