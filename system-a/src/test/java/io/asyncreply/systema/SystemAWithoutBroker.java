package io.asyncreply.systema;

import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import io.asyncreply.messages.CorrelatedReply;
import io.asyncreply.messages.Problem;
import io.asyncreply.messages.RawJson;
import io.asyncreply.messages.Reply;
import io.asyncreply.messages.RequestId;
import io.asyncreply.messages.operation.OperationRegistry;
import io.asyncreply.systema.ledger.ReplyRecorder;
import io.asyncreply.systema.waiting.ChangeSubscribers;
import io.asyncreply.testsupport.AsyncReplyClient;
import io.asyncreply.testsupport.RawHttpClient;
import org.springframework.beans.factory.support.BeanDefinitionBuilder;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * System A in this JVM with its own port and ledger and without a broker. Requests stay
 * open until a test ends them.
 */
public final class SystemAWithoutBroker implements AutoCloseable {

	public static final String REQUESTS = AsyncReplyClient.REQUESTS;

	public static final String HELLO = """
			{"operation": "text.process", "payload": {"text": "hello"}}""";

	private static final JsonMapper JSON = new JsonMapper();

	private final AsyncReplyClient client;

	private final ConfigurableApplicationContext context;

	private final RawHttpClient rawHttpClient;

	private SystemAWithoutBroker(ConfigurableApplicationContext context) {
		this.context = context;
		int port = context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
		this.client = AsyncReplyClient.ofPort(port);
		this.rawHttpClient = new RawHttpClient(port);
	}

	public static SystemAWithoutBroker start(Path folder, String... settings) {
		return start("jdbc:sqlite:" + folder.resolve("ledger.db"), settings);
	}

	/**
	 * Starts a System A that cannot connect to a broker.
	 * @param ledger the JDBC URL of its database
	 * @param settings names and values, {@code name=value}
	 */
	public static SystemAWithoutBroker start(String ledger, String... settings) {
		return start(new SpringApplication(SystemAApplication.class), ledger, settings);
	}

	/**
	 * Starts a System A with other operations than the built-in ones.
	 * @param folder the folder of the ledger
	 * @param operationRegistry the operations
	 * @param settings names and values, {@code name=value}
	 */
	public static SystemAWithoutBroker start(Path folder, OperationRegistry operationRegistry, String... settings) {
		SpringApplication application = new SpringApplication(SystemAApplication.class);
		application.setAllowBeanDefinitionOverriding(true);
		application
			.addInitializers((context) -> ((GenericApplicationContext) context).addBeanFactoryPostProcessor(
					(beans) -> ((BeanDefinitionRegistry) beans).registerBeanDefinition("operationRegistry",
							BeanDefinitionBuilder
								.genericBeanDefinition(OperationRegistry.class, () -> operationRegistry)
								.getBeanDefinition())));
		return start(application, "jdbc:sqlite:" + folder.resolve("ledger.db"), settings);
	}

	private static SystemAWithoutBroker start(SpringApplication application, String ledger, String... settings) {
		List<String> arguments = new ArrayList<>(
				List.of("--server.port=0", "--server.address=127.0.0.1", "--spring.profiles.default=demo",
						"--spring.rabbitmq.addresses=127.0.0.1:1", "--spring.datasource.url=" + ledger));
		for (String setting : settings) {
			arguments.add("--" + setting);
		}
		return new SystemAWithoutBroker(application.run(arguments.toArray(new String[0])));
	}

	public static JsonNode json(HttpResponse<String> response) {
		return JSON.readTree(response.body());
	}

	public static RequestId id(HttpResponse<String> response) {
		return RequestId.parse(json(response).path("id").asString()).orElseThrow();
	}

	public static String path(RequestId id) {
		return REQUESTS + "/" + id;
	}

	public HttpResponse<String> post(String body, String... headers) {
		return this.client.send(submission(body, headers));
	}

	public HttpResponse<String> get(String path, String... headers) {
		return this.client.get(path, headers);
	}

	public HttpResponse<String> send(HttpRequest.Builder request) {
		return this.client.send(request);
	}

	public CompletableFuture<HttpResponse<String>> sendAsync(HttpRequest.Builder request) {
		return this.client.sendAsync(request);
	}

	public HttpRequest.Builder submission(String body, String... headers) {
		return this.client.submission(body, headers);
	}

	public HttpRequest.Builder request(String path, String... headers) {
		return this.client.request(path, headers);
	}

	/** Creates a raw submission with one chunk and a trailer field. */
	public static String chunkedWithTrailer(String body, String trailer) {
		return "POST " + REQUESTS
				+ " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n"
				+ "Connection: close\r\n\r\n" + Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\nX: "
				+ trailer + "\r\n\r\n";
	}

	/**
	 * Sends a raw request and returns everything until the server closes the connection.
	 */
	public String sendRaw(String request) throws IOException {
		return this.rawHttpClient.exchange(request);
	}

	/** Opens a connection, which is closed with this System A at the latest. */
	public Socket openSocket() throws IOException {
		return this.rawHttpClient.open();
	}

	/** Opens a connection with a receive buffer of some bytes. */
	public Socket openSocket(int receiveBuffer) throws IOException {
		return this.rawHttpClient.open(receiveBuffer);
	}

	public RequestId submit() {
		return id(post(HELLO));
	}

	public void progress(RequestId id, int percent) {
		record(id, new Reply.Progress(percent, "half way")).join();
	}

	public void succeed(RequestId id, String result) {
		succeedAsync(id, result).join();
	}

	/** Does not wait, so that several replies can share a commit. */
	public CompletableFuture<?> succeedAsync(RequestId id, String result) {
		return record(id, new Reply.Succeeded(RawJson.of(result.getBytes(StandardCharsets.UTF_8)),
				new Reply.Timings(Duration.ZERO, Duration.ofMillis(1))));
	}

	public void fail(RequestId id, String problemType) {
		record(id, new Reply.Failed(Problem.of(problemType, "It failed", "Reported by the test."), false,
				Reply.Timings.NONE))
			.join();
	}

	public void failRetryably(RequestId id, String problemType) {
		record(id, new Reply.Failed(Problem.of(problemType, "It failed", "Reported by the test."), true,
				Reply.Timings.NONE))
			.join();
	}

	private CompletableFuture<?> record(RequestId id, Reply reply) {
		return this.context.getBean(ReplyRecorder.class).record(new CorrelatedReply(id, 1, reply));
	}

	public WebServer webServer() {
		return Objects.requireNonNull(((WebServerApplicationContext) this.context).getWebServer());
	}

	public <T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	public <T> Stream<T> beans(Class<T> type) {
		return this.context.getBeansOfType(type).values().stream();
	}

	public int waitingCallers() {
		return this.context.getBean("longPolls", ChangeSubscribers.class).count();
	}

	public int openStreams() {
		return this.context.getBean("eventStreams", ChangeSubscribers.class).count();
	}

	@Override
	public void close() {
		this.rawHttpClient.close();
		this.context.close();
	}

}
