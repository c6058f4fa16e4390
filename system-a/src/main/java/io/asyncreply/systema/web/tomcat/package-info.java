/**
 * Settings of the embedded Tomcat that Spring Boot has no property for.
 */
@NullMarked
package io.asyncreply.systema.web.tomcat;

import org.jspecify.annotations.NullMarked;
