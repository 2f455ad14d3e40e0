using Falcon.Api.Catalogue;
using Prometheus;

namespace Falcon.Control.Admin;

/// <summary>Makes the collectors of a scrape; help texts and labels are the catalogue's.</summary>
internal sealed class MetricMaker(CollectorRegistry registry)
{
    private readonly MetricFactory _factory = Prometheus.Metrics.WithCustomRegistry(registry);

    /// <exception cref="KeyNotFoundException">The catalogue has no such metric.</exception>
    public Gauge Gauge(string name)
    {
        MetricDescription metric = MetricCatalogue.Get(name);
        return _factory.CreateGauge(name, metric.Meaning, [.. metric.Labels]);
    }

    /// <exception cref="KeyNotFoundException">The catalogue has no such metric.</exception>
    public Counter Counter(string name)
    {
        MetricDescription metric = MetricCatalogue.Get(name);
        return _factory.CreateCounter(name, metric.Meaning, [.. metric.Labels]);
    }
}
