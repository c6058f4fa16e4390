package io.asyncreply.systema.web.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;

import io.asyncreply.messaging.RecurringTask;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells one caller something as it goes on; nobody waits for a caller that does not read,
 * and the server cuts off one that takes nothing for long.
 */
public final class NonBlockingResponse implements WriteListener, AsyncListener {

	private static final Logger logger = LoggerFactory.getLogger(NonBlockingResponse.class);

	/** So often the estimate is looked at, and whether a sign of life is due. */
	private static final Duration LOOK = Duration.ofSeconds(1);

	private final AsyncContext context;

	private final ServletOutputStream out;

	private final ChunkSource story;

	private final Runnable leave;

	private final RecurringTask looks;

	private final CoalescingTrigger bell;

	private boolean unflushed;

	private boolean ended;

	private NonBlockingResponse(AsyncContext context, ServletOutputStream out, ChunkSource story,
			ScheduledExecutorService writers, Runnable leave) {
		this.context = context;
		this.out = out;
		this.story = story;
		this.leave = leave;
		this.bell = new CoalescingTrigger(writers, this::tell);
		this.looks = new RecurringTask(writers, LOOK, this::ring);
	}

	/**
	 * Opens a stream, which ends with the story, or with the caller.
	 * @param context the call, its headers set and not answered yet
	 * @param story what is told
	 * @param writers the threads that write, which never wait
	 * @param leave runs once, at the end
	 * @return to be rung when there is news
	 * @throws IOException if the caller is gone already
	 */
	public static NonBlockingResponse open(AsyncContext context, ChunkSource story, ScheduledExecutorService writers,
			Runnable leave) throws IOException {
		context.setTimeout(0);
		ServletOutputStream out = context.getResponse().getOutputStream();
		NonBlockingResponse stream = new NonBlockingResponse(context, out, story, writers, leave);
		context.addListener(stream);
		out.setWriteListener(stream);
		return stream;
	}

	/** Has the story go on, on a thread of the writers. */
	public void ring() {
		this.bell.ring();
	}

	@Override
	public void onWritePossible() {
		ring();
	}

	@Override
	public void onError(Throwable failure) {
		logger.debug("The caller left or read nothing for too long", failure);
	}

	@Override
	public synchronized void onError(AsyncEvent event) {
		end();
	}

	@Override
	public synchronized void onComplete(AsyncEvent event) {
		end();
	}

	@Override
	public void onTimeout(AsyncEvent event) {
		throw new IllegalStateException("A stream has no time limit");
	}

	@Override
	public void onStartAsync(AsyncEvent event) {
		event.getAsyncContext().addListener(this);
	}

	private synchronized void tell() {
		try {
			if (!this.ended && this.out.isReady() && tellNext()) {
				ring();
			}
		}
		catch (IOException ex) {
			logger.debug("The caller left", ex);
			end();
		}
		catch (RuntimeException ex) {
			logger.error("A stream broke off", ex);
			end();
		}
	}

	/** What is written last must have left for the story to be over. */
	private boolean tellNext() throws IOException {
		if (this.unflushed) {
			this.unflushed = false;
			this.out.flush();
			return true;
		}
		String next = this.story.next();
		if (next != null) {
			this.unflushed = true;
			this.out.write(next.getBytes(StandardCharsets.UTF_8));
		}
		else if (this.story.isOver()) {
			end();
		}
		return next != null;
	}

	private void end() {
		if (!this.ended) {
			this.ended = true;
			this.looks.close();
			this.leave.run();
			this.context.complete();
		}
	}

}
