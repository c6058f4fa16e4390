package io.asyncreply.systema.web.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.SystemAWithoutBroker;
import io.asyncreply.testsupport.process.ChildProcess;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static io.asyncreply.systema.SystemAWithoutBroker.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * A page of another origin in Chromium. It reads, submits and cancels in all ways that a
 * page has, and reports to its own site what it learned.
 */
@Tag("extended")
@Timeout(120)
class BrowserIT {

	private static final Path CHROMIUM = Path.of("/usr/bin/chromium");

	private static final String PAGE = """
			<!doctype html><iframe name="target" hidden></iframe><form method="post" target="target" action="%1$s/v1/requests/%2$s/cancel"></form>
			<script>
			const attempt = async (name, call) => {
			  try { return name + ":" + await call(); } catch (failure) { return name + ":blocked"; }
			};
			const json = {"Content-Type": "application/json", "Idempotency-Key": "page", "Prefer": "wait=0"};
			const body = '{"operation":"text.process","payload":{"text":"from a page"}}';
			(async () => {
			  const seen = [
			    await attempt("read", async () => (await fetch("%1$s/v1/requests")).status),
			    await attempt("submit", async () => {
			      const answer = await fetch("%1$s/v1/requests", {method: "POST", headers: json, body});
			      return answer.status + (answer.headers.get("Location") ? "-located" : "");
			    }),
			    await attempt("simple", async () => (await fetch("%1$s/v1/requests/%2$s/cancel", {method: "POST"})).status),
			    await attempt("opaque", async () => (await fetch("%1$s/v1/requests/%2$s/cancel", {method: "POST", mode: "no-cors"})).type)];
			  document.forms[0].submit();
			  await new Promise((done) => document.querySelector("iframe").addEventListener("load", done));
			  await fetch("/report", {method: "POST", body: seen.join(" ")});
			})();
			</script>""";

	private Path folder;

	private HttpServer site;

	private volatile String page = "";

	private final CompletableFuture<String> report = new CompletableFuture<>();

	@BeforeEach
	void startSite(@TempDir Path temporaryFolder) throws IOException {
		this.folder = temporaryFolder;
		assumeTrue(Files.isExecutable(CHROMIUM), "Chromium is not installed: apt-get install chromium");
		this.site = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.site.createContext("/", (exchange) -> respond(exchange, this.page));
		this.site.createContext("/report", (exchange) -> {
			this.report.complete(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
			respond(exchange, "");
		});
		this.site.start();
	}

	@AfterEach
	void stopSite() {
		if (this.site != null) {
			this.site.stop(0);
		}
	}

	@Test
	void keepsForeignPageOut() throws Exception {
		try (SystemAWithoutBroker systemA = SystemAWithoutBroker.start(this.folder)) {
			RequestId id = systemA.submit();
			assertThat(open(systemA, id)).isEqualTo("read:blocked submit:blocked simple:blocked opaque:opaque");
			assertThat(json(systemA.get(SystemAWithoutBroker.path(id))).path("state").asString()).isEqualTo("ACCEPTED");
			assertThat(json(systemA.get(SystemAWithoutBroker.REQUESTS)).path("requests").size()).isOne();
		}
	}

	@Test
	void letsPageOfAllowedOriginIn() throws Exception {
		try (SystemAWithoutBroker systemA = SystemAWithoutBroker.start(this.folder,
				"asyncreply.cors.allowed-origins=" + origin())) {
			RequestId id = systemA.submit();
			assertThat(open(systemA, id)).startsWith("read:200 submit:202-located simple:200");
			assertThat(json(systemA.get(SystemAWithoutBroker.path(id))).path("state").asString())
				.isEqualTo("CANCELLED");
			assertThat(json(systemA.get(SystemAWithoutBroker.REQUESTS)).path("requests").size()).isEqualTo(2);
		}
	}

	private String origin() {
		return "http://localhost:" + this.site.getAddress().getPort();
	}

	/** Opens the page and returns its report. */
	private String open(SystemAWithoutBroker systemA, RequestId id) throws Exception {
		this.page = PAGE.formatted("http://127.0.0.1:" + systemA.webServer().getPort(), id);
		ChildProcess browser = ChildProcess.start(
				List.of(CHROMIUM.toString(), "--headless", "--no-sandbox", "--disable-gpu",
						"--user-data-dir=" + this.folder.resolve("profile"), origin() + "/"),
				Map.of(), this.folder.resolve("chromium.log"));
		try {
			return this.report.get();
		}
		finally {
			browser.kill();
		}
	}

	private static void respond(HttpExchange exchange, String html) throws IOException {
		exchange.getResponseHeaders().set("Content-Type", "text/html");
		exchange.sendResponseHeaders(200, 0);
		exchange.getResponseBody().write(html.getBytes(StandardCharsets.UTF_8));
		exchange.close();
	}

}
