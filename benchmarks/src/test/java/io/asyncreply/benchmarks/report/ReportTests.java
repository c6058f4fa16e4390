package io.asyncreply.benchmarks.report;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;

import javax.xml.parsers.DocumentBuilderFactory;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tables, plots and result files.
 */
class ReportTests {

	@Test
	void alignsColumnsAndWritesThreeDigits() {
		MarkdownTable table = new MarkdownTable("side", "requests/s", "p50 ms");
		table.add("pair", 12_345.6, 4.125);
		table.add("peer", 7, Double.NaN);
		assertThat(table).hasToString("""
				| side | requests/s | p50 ms |
				| ---: | ---------: | -----: |
				| pair |     12,346 |   4.13 |
				| peer |          7 |      – |
				""");
		assertThatIllegalArgumentException().isThrownBy(() -> table.add("pair"));
	}

	@Test
	void plotsWellFormedSvg() throws Exception {
		SvgPlot plot = new SvgPlot("delay", 90, 12.5);
		plot.add("measured", "#4477aa", new double[] { 1, 2 }, new double[] { 3, 4 });
		assertThat(DocumentBuilderFactory.newInstance()
			.newDocumentBuilder()
			.parse(new InputSource(new StringReader(plot.toString())))
			.getElementsByTagName("path")
			.item(0)
			.getAttributes()
			.getNamedItem("d")
			.getNodeValue()).isEqualTo("M1.00 2.00h0M3.00 4.00h0");
	}

	@Test
	void keepsTheResultsOfEarlierRunsOfADay(@TempDir Path folder) throws IOException {
		Path results = folder.resolve("results");
		Files.createFile(BenchmarkRun.newFile(results, "2026-11-30-bulk"));
		Files.createFile(BenchmarkRun.newFile(results, "2026-11-30-bulk"));
		assertThat(results).isDirectoryContaining("glob:**/2026-11-30-bulk.md")
			.isDirectoryContaining("glob:**/2026-11-30-bulk-2.md");
	}

}
