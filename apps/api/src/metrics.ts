import { Counter, Gauge, Histogram, Registry } from 'prom-client';

/** What Prometheus reads from the API. */
export interface Metrics {
  registry: Registry;
  requests: Histogram<'method' | 'route' | 'status'>;
  runsStarted: Counter<'origin'>;
  eventsPublished: Counter<'duplicate'>;
  problems: Counter<'code'>;
  liveWatchers: Gauge;
  webhookDeliveries: Counter<'outcome'>;
}

/** A registry of its own, so that several applications can live in one process. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  return {
    registry,
    requests: new Histogram({
      name: 'perdura_http_request_duration_seconds',
      help: 'Time from a request to the end of its answer, by route of the contract',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
      registers,
    }),
    runsStarted: new Counter({
      name: 'perdura_runs_accepted_total',
      help: 'Runs that the API accepted, repeats left out',
      labelNames: ['origin'],
      registers,
    }),
    eventsPublished: new Counter({
      name: 'perdura_events_published_total',
      help: 'Events that came in by the API',
      labelNames: ['duplicate'],
      registers,
    }),
    webhookDeliveries: new Counter({
      name: 'perdura_webhook_deliveries_total',
      help: 'Deliveries to webhooks that were accepted: those that started a run, and repeats',
      labelNames: ['outcome'],
      registers,
    }),
    liveWatchers: new Gauge({
      name: 'perdura_live_watchers',
      help: 'Streams of events that are open',
      registers,
    }),
    problems: new Counter({
      name: 'perdura_http_problems_total',
      help: 'Problem documents answered, by code',
      labelNames: ['code'],
      registers,
    }),
  };
}
