"""The proofs of the keys of [sign_in] and of the limits of shops that were registered, for the tests that know every key
and every limit."""
from person import PASSWORD, Person, first_owner
from serving import serving


def register(server, word, **more):
    """Whoever registers with this word as the name of all, and the answer."""
    person = Person(server)
    body = {"email": f"{word}@example.com", "password": PASSWORD, "shop": word, **more}
    return person, person.ask("POST", "/v1/session/registration", body)


class SignInKeyProofs:
    def test_sign_in__registration(self):
        for value, status in (("open", 201), ("invitation", 403)):
            with serving(sign_in__registration=value) as server:
                first_owner(server)
                self.assertEqual(register(server, "b")[1].status, status)

    def test_sign_in__registered_shops(self):
        with serving(sign_in__registration="open", sign_in__registered_shops=1) as server:
            first_owner(server)
            self.assertEqual([register(server, name)[1].status for name in ("b", "c")], [201, 409])


class SignInKeysByReload:
    def test_sign_in__registration(self):
        first_owner(self.server)
        self.assertEqual(register(self.server, "b")[1].status, 403)
        self.applied({"sign_in.registration": "open"})
        self.assertEqual(register(self.server, "b")[1].status, 201)

    def test_sign_in__registered_shops(self):
        first_owner(self.server)
        self.applied({"sign_in.registration": "open", "sign_in.registered_shops": 0})
        self.assertEqual(register(self.server, "b")[1].status, 409)
        self.applied({"sign_in.registration": "open", "sign_in.registered_shops": 1})
        self.assertEqual(register(self.server, "b")[1].status, 201)


class RegisteredShopLimits:
    def at_registered_shop(self, deed):
        """The statuses of deeds by the owner of a registered shop, up to one beyond the limit."""
        with serving(sign_in__registration="open") as server:
            first_owner(server)
            person, _ = register(server, "b")
            return [deed(person, number).status for number in range(self.most() + 1)]

    def test_accounts__of_registered_shop(self):
        statuses = self.at_registered_shop(lambda person, number: person.invite(f"{number}@example.com", "analyst of b"))
        self.assertEqual(statuses, [201] * (self.most() - 1) + [409] * 2)  # the person is one

    def test_keys__of_registered_shop(self):
        statuses = self.at_registered_shop(
            lambda person, _: person.ask("POST", "/v1/keys", {"shop": "b", "scopes": ["recommend"]}))
        self.assertEqual(statuses, [201] * self.most() + [409])
