using System.Threading.Channels;
using Falcon.Engine.Events;
using Falcon.Engine.Options;

namespace Falcon.Control.Daemon;

/// <summary>Starts an engine. Returns when frames flow.</summary>
/// <param name="options">The engine's options.</param>
/// <param name="events">Receives the events for the operator.</param>
/// <exception cref="DataplaneException">Something that the engine needs is missing.</exception>
public delegate IDataplane DataplaneFactory(DataplaneOptions options, ChannelWriter<DataplaneEvent> events);
