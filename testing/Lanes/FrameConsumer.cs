using Falcon.Engine.Frames;

namespace Falcon.Testing.Lanes;

/// <summary>Receives a frame that leaves the engine. The bytes are valid only during the call.</summary>
public delegate void FrameConsumer(in Frame frame, ReadOnlySpan<byte> bytes);
