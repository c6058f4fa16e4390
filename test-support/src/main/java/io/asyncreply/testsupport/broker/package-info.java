/**
 * RabbitMQ for tests.
 */
@NullMarked
package io.asyncreply.testsupport.broker;

import org.jspecify.annotations.NullMarked;
