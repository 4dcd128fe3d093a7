//! What a proxy says of the client behind it. Only proxies that are named are believed, and of what they pass
//! on only what stands right of the first address that is not one of theirs: the rest the client may have
//! made up.

use std::net::{IpAddr, SocketAddr};

use axum::http::{HeaderMap, HeaderName, header};
use ipnet::IpNet;

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");

/// Networks wider than `10.0.0.0/8` and `fc00::/7`, the widest private ones, hold strangers.
const WIDEST: u8 = 7;

/// Why a proxy cannot be believed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProxyError {
    /// It is neither a network nor an address.
    #[error("behind_proxy takes networks as 10.0.0.0/8 and addresses as 192.0.2.1, not {0:?}")]
    NoAddress(String),
    /// Its network holds everybody.
    #[error(
        "behind_proxy {0} would believe everybody about the address they come from: name the proxy alone, by \
         its address as 192.0.2.1 or the network it is in as 10.0.0.0/8"
    )]
    Anybody(IpNet),
}

/// The proxies that are believed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proxies(Vec<IpNet>);

impl Proxies {
    /// Reads networks and addresses: `10.0.0.0/8`, `2001:db8::1`.
    ///
    /// # Errors
    /// [`ProxyError`] about the first that cannot be believed.
    pub fn parse(networks: &[String]) -> Result<Self, ProxyError> {
        let parse = |text: &String| {
            let text = text.trim();
            let network = text.parse::<IpNet>().or_else(|_| text.parse::<IpAddr>().map(IpNet::from));
            let network = network.map_err(|_| ProxyError::NoAddress(text.to_owned()))?;
            if network.prefix_len() < WIDEST { Err(ProxyError::Anybody(network)) } else { Ok(network) }
        };
        networks.iter().map(parse).collect::<Result<_, _>>().map(Self)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether one of them has this address.
    pub fn contains(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.iter().any(|network| network.contains(&address))
    }

    /// Where a request came from that came from a proxy at `peer`. A proxy that knows only one of the two
    /// headers lets the client send the other; where both are there and say different things, the proxy's
    /// own address counts.
    pub(crate) fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let plain = values(headers, FORWARDED_FOR).map(address);
        let standard = values(headers, header::FORWARDED).map(|hop| parameter(hop, "for").and_then(address));
        let (plain, standard) = (self.outermost(peer, plain), self.outermost(peer, standard));
        match (plain, standard) {
            (Some(one), Some(other)) if one != other => peer,
            (Some(client), _) | (None, Some(client)) => client,
            (None, None) => peer,
        }
    }

    /// The first hop from the right that is no proxy; a hop without an address ends the way.
    fn outermost(
        &self,
        peer: IpAddr,
        hops: impl DoubleEndedIterator<Item = Option<IpAddr>>,
    ) -> Option<IpAddr> {
        let mut reached = None;
        for hop in hops.rev() {
            match hop {
                None => return reached.or(Some(peer)),
                Some(hop) => reached = Some(hop),
            }
            if reached.is_some_and(|hop| !self.contains(hop)) {
                break;
            }
        }
        reached
    }
}

/// Whether a proxy says that the client came to it without TLS.
pub(crate) fn is_plain(headers: &HeaderMap) -> bool {
    let said = values(headers, FORWARDED_PROTO).next_back();
    let said = said.or_else(|| parameter(values(headers, header::FORWARDED).next_back()?, "proto"));
    said.is_some_and(|scheme| scheme.eq_ignore_ascii_case("http"))
}

/// The entries of a header, which may be sent several times and hold several each, in their order.
fn values(headers: &HeaderMap, name: HeaderName) -> impl DoubleEndedIterator<Item = &str> {
    let lines: Vec<_> = headers.get_all(name).iter().collect();
    lines.into_iter().flat_map(|line| line.to_str().unwrap_or("unknown").split(',').map(str::trim))
}

/// A parameter of an entry of `Forwarded`.
fn parameter<'a>(entry: &'a str, name: &str) -> Option<&'a str> {
    let pairs = entry.split(';').filter_map(|pair| pair.trim().split_once('='));
    let (_, value) = pairs.rev().find(|(given, _)| given.trim().eq_ignore_ascii_case(name))?;
    Some(value.trim().trim_matches('"'))
}

/// An address, with or without a port and brackets.
fn address(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
    let address = bare.parse().or_else(|_| text.parse::<SocketAddr>().map(|socket| socket.ip()));
    address.ok().map(|address: IpAddr| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(HeaderName::from_static(name), value.parse().unwrap());
        }
        headers
    }

    fn client(pairs: &[(&'static str, &str)]) -> String {
        let proxies = Proxies::parse(&["10.0.0.0/8".into(), "2001:db8::1".into()]).unwrap();
        proxies.client("10.0.0.1".parse().unwrap(), &headers(pairs)).to_string()
    }

    #[test]
    fn the_rightmost_address_that_is_no_proxy_is_the_clients() {
        let forwarded = |text| client(&[("x-forwarded-for", text)]);
        assert_eq!(forwarded("192.0.2.7"), "192.0.2.7");
        assert_eq!(forwarded("198.51.100.1, 192.0.2.7"), "192.0.2.7", "what stands left may be made up");
        assert_eq!(forwarded("198.51.100.1, 192.0.2.7, 10.0.0.9"), "192.0.2.7");
        assert_eq!(forwarded("192.0.2.7:4711, [2001:db8::1]:443"), "192.0.2.7");
        assert_eq!(forwarded("10.0.0.3, 10.0.0.2"), "10.0.0.3", "a client beside the proxies");
        assert_eq!(forwarded("198.51.100.1, unknown, 10.0.0.2"), "10.0.0.2");
        assert_eq!(forwarded("nonsense"), "10.0.0.1");
        assert_eq!(client(&[]), "10.0.0.1");
        let twice = [("x-forwarded-for", "198.51.100.1"), ("x-forwarded-for", "192.0.2.7")];
        assert_eq!(client(&twice), "192.0.2.7");
    }

    #[test]
    fn the_standard_header_says_the_same() {
        let forwarded = |text| client(&[("forwarded", text)]);
        assert_eq!(forwarded("for=192.0.2.7;proto=https"), "192.0.2.7");
        assert_eq!(forwarded("for=198.51.100.1, For=\"[2001:db8:9::7]:80\";by=10.0.0.1"), "2001:db8:9::7");
        assert_eq!(forwarded("for=198.51.100.1, for=_hidden"), "10.0.0.1");
    }

    #[test]
    fn two_headers_that_differ_are_not_believed() {
        let both = |one, other| client(&[("x-forwarded-for", one), ("forwarded", other)]);
        assert_eq!(both("192.0.2.7", "for=192.0.2.7"), "192.0.2.7");
        assert_eq!(both("192.0.2.7", "for=198.51.100.1"), "10.0.0.1");
    }

    #[test]
    fn a_mapped_address_is_the_same_address() {
        let proxies = Proxies::parse(&["10.0.0.0/8".into()]).unwrap();
        assert!(proxies.contains("::ffff:10.1.2.3".parse().unwrap()));
        assert!(!proxies.contains("::ffff:192.0.2.7".parse().unwrap()));
        let wrong = Proxies::parse(&["10.0.0.0/33".into()]);
        assert_eq!(wrong, Err(ProxyError::NoAddress("10.0.0.0/33".into())));
    }

    #[test]
    fn a_proxy_must_be_named_and_not_be_everybody() {
        for everybody in ["0.0.0.0/0", "::/0", "128.0.0.0/1", "2000::/3"] {
            let named = Proxies::parse(&["10.0.0.1".into(), everybody.into()]);
            assert_eq!(named, Err(ProxyError::Anybody(everybody.parse().unwrap())));
        }
        for private in ["10.0.0.0/8", "fc00::/7", "192.0.2.1", "::1"] {
            Proxies::parse(&[private.into()]).unwrap();
        }
    }

    #[test]
    fn the_proxy_nearest_to_us_tells_the_scheme() {
        assert!(is_plain(&headers(&[("x-forwarded-proto", "http")])));
        assert!(!is_plain(&headers(&[("x-forwarded-proto", "http, https")])));
        assert!(is_plain(&headers(&[("forwarded", "for=192.0.2.7;proto=http")])));
        assert!(!is_plain(&headers(&[])));
    }
}
