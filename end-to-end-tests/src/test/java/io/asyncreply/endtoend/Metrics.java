package io.asyncreply.endtoend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import io.asyncreply.testsupport.SystemProcess;

/**
 * The page that Prometheus would scrape, at one moment.
 */
final class Metrics {

	private final List<String> samples;

	private Metrics(List<String> samples) {
		this.samples = samples;
	}

	static Metrics of(SystemProcess system) {
		try (var page = system.uri("/actuator/prometheus").toURL().openStream()) {
			return new Metrics(new String(page.readAllBytes(), StandardCharsets.UTF_8).lines()
				.filter((line) -> !line.startsWith("#"))
				.toList());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Adds up the samples of a name.
	 * @param name as Prometheus writes it
	 * @param labels what the samples must carry, as {@code lane="bulk"}
	 */
	double sum(String name, String... labels) {
		return samples(name, labels).mapToDouble((line) -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
			.sum();
	}

	boolean has(String name, String... labels) {
		return samples(name, labels).findAny().isPresent();
	}

	private Stream<String> samples(String name, String... labels) {
		return this.samples.stream()
			.filter((line) -> line.startsWith(name + "{"))
			.filter((line) -> Arrays.stream(labels).allMatch(line::contains));
	}

}
