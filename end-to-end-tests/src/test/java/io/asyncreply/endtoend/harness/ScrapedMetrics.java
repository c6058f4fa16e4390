package io.asyncreply.endtoend.harness;

import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import io.asyncreply.testsupport.AsyncReplyClient;
import io.asyncreply.testsupport.process.SystemProcess;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The metrics of a system at one instant, in the format that Prometheus scrapes.
 */
public final class ScrapedMetrics {

	private final List<String> samples;

	private ScrapedMetrics(List<String> samples) {
		this.samples = samples;
	}

	public static ScrapedMetrics of(SystemProcess system) {
		HttpResponse<String> page = new AsyncReplyClient(system::uri).get("/actuator/prometheus");
		assertThat(page.statusCode()).isEqualTo(200);
		return new ScrapedMetrics(page.body().lines().filter((line) -> !line.startsWith("#")).toList());
	}

	/**
	 * Sums the samples of a metric.
	 * @param name the name in Prometheus
	 * @param labels the labels that the samples must have, such as {@code lane="bulk"}
	 */
	public double sum(String name, String... labels) {
		return samples(name, labels).mapToDouble((line) -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
			.sum();
	}

	public boolean has(String name, String... labels) {
		return samples(name, labels).findAny().isPresent();
	}

	private Stream<String> samples(String name, String... labels) {
		return this.samples.stream()
			.filter((line) -> line.startsWith(name + "{"))
			.filter((line) -> Arrays.stream(labels).allMatch(line::contains));
	}

}
